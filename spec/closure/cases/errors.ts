import type { Case } from '../case.js'

const kinds = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError]
const thrown = kinds.map((Kind, i) => new Kind(`number ${i}`))
const root = new Error('the root')
const wrapped = new RangeError('outside', { cause: new TypeError('inside', { cause: root }) })
const caused = new Error('odd cause', { cause: { why: [1, undefined] } })
const many = new AggregateError([new Error('one'), 'two', root], 'several')
const coded = Object.assign(new Error('with more'), { code: 'ERR_MINE', details: { tried: [1, 2] }, errno: -2 })
const renamed = Object.defineProperty(new Error('another name'), 'name', { value: 'Renamed', enumerable: false })
const looped = new Error('in itself')
looped.cause = looped
const silent = new Error()

class AppError extends Error {
  readonly code: string
  override name = 'AppError'
  constructor(code: string, options?: ErrorOptions) {
    super(`code ${code}`, options)
    this.code = code
  }
  get retry() {
    return this.code.startsWith('E')
  }
}
class NotFound extends AppError {
  readonly what: string
  constructor(what: string) {
    super('ENOENT', { cause: root })
    this.what = what
  }
  override toString() {
    return `no ${this.what}`
  }
}
const notFound = new NotFound('file')

const guard = <T>(attempt: () => T) => {
  try {
    return attempt()
  } catch (error) {
    return error instanceof AppError ? `${error.code} ${error.retry}` : `other: ${String(error)}`
  }
}
const order: string[] = []
function inOrder(fail: boolean) {
  try {
    order.push('try')
    if (fail) throw new AppError('E1')
    return 'value'
  } catch {
    order.push('catch')
    return 'caught'
  } finally {
    order.push('finally')
  }
}
const boom = () => {
  throw new AppError('EBOOM')
}
const assertive = { check(value: unknown): asserts value { if (!value) throw new TypeError(`bad: ${String(value)}`) } }

export const cases: Case[] = [
  { title: 'errors of every kind', run: () => thrown },
  {
    title: 'errors are of their classes',
    run: () => thrown.map((error, i) => [error instanceof kinds[i]!, error.name]),
  },
  { title: 'a chain of causes', run: () => wrapped },
  { title: 'a cause that is no error', run: () => [caused.cause, 'cause' in caused, 'cause' in silent] },
  { title: 'an aggregate', run: () => [many, many.errors[2] === root] },
  { title: 'more properties', run: () => coded },
  { title: 'a name given to one error', run: () => [renamed.name, String(renamed), Object.keys(renamed)] },
  { title: 'an error that is its own cause', run: () => looped.cause === looped },
  {
    title: 'an error without a message',
    run: () => [silent.message, Object.hasOwn(silent, 'message'), String(silent)],
  },
  {
    title: 'an error of a class of the user',
    run: () => [notFound instanceof NotFound, notFound.retry, `${notFound}`],
  },
  {
    title: 'its properties and cause',
    run: () => [notFound.what, notFound.name, notFound.cause === root, notFound.message],
  },
  {
    title: 'classes of errors caught inside',
    run: () => [
      guard(boom),
      guard(() => {
        throw notFound
      }),
      guard(() => 1),
    ],
  },
  { title: 'errors of the language caught inside', run: () => guard(() => (null as unknown as { x: 1 }).x) },
  { title: 'finally', run: () => [order.splice(0).length > 9, inOrder(true), inOrder(false), order] },
  { title: 'a helper that throws', run: () => boom(), throws: true },
  { title: 'an error of two classes thrown', run: () => { throw new NotFound('page') }, throws: true },
  { title: 'a captured error thrown', run: () => { throw coded }, throws: true },
  { title: 'a captured chain thrown', run: async () => { throw wrapped }, throws: true },
  { title: 'an aggregate thrown', run: () => Promise.any([Promise.reject(root)]), throws: true },
  { title: 'text thrown', run: () => { throw `only ${root.message}` }, throws: true },
  { title: 'undefined thrown', run: () => { throw [root][1] }, throws: true },
  { title: 'an assertion of the user', run: () => { const a: typeof assertive = assertive; a.check(0) }, throws: true },
  {
    title: 'thrown again with a cause',
    run: () => {
      try {
        boom()
      } catch (cause) {
        throw new Error('again', { cause })
      }
    },
    throws: true,
  },
  { title: 'an argument that is wrong', run: () => new Array(-kinds.length), throws: true },
  {
    title: 'a constant assigned to',
    run: () => {
      const f = new Function('c', '"use strict"; const d = c; d = 2')
      f(order)
    },
    throws: true,
  },
  {
    title: 'a variable used before its time',
    run: () => {
      const f = () => later
      const seen = guard(f)
      const later = order
      return [seen, later === order]
    },
  },
  {
    title: 'the stack names the functions',
    run: () => {
      try {
        boom()
      } catch (e) {
        return /at boom /.test((e as Error).stack!)
      }
    },
  },
  {
    title: 'a stack that starts elsewhere',
    run: (() => {
      function fail() {
        const error = new AppError('E2')
        Error.captureStackTrace(error, fail)
        return error
      }
      return () => /at fail/.test(fail().stack!)
    })(),
  },
]
