import { AssertionError } from 'node:assert'
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { inspect, types } from 'node:util'
import vm from 'node:vm'
import { expect } from 'chai'
import * as ours from '../../lib/model/errors.js'
import { attachTask, taskOf } from '../../lib/model/task-of-error.js'
import { decodeError, encodeError } from '../../lib/wire/error-record.js'
import { caughtBy, transports } from './transports.js'

class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

class NotFound extends HttpError {
  static {
    this.prototype.name = 'NotFoundError'
  }
}

class RangeProblem extends RangeError {
  override name = 'RangeProblem'
}

class LazyError extends Error {
  override get name() {
    return 'Lazy'
  }
  override get message() {
    return 'made on demand'
  }
  get code() {
    return 'E_LAZY'
  }
}

class Cancelled extends DOMException {}

type Loose = Error & Record<string, any>
const throws = (): never => {
  throw new Error('hostile')
}

for (const transport of transports) {
  const caught = (thrown: unknown) => caughtBy(transport, thrown) as Loose

  describe(`an error that comes from ${transport.name}`, () => {
    const classes: [what: string, error: Error][] = [
      ['Error', new Error('m')],
      ['TypeError', new TypeError('m')],
      ['RangeError', new RangeError('m')],
      ['SyntaxError', new SyntaxError('m')],
      ['ReferenceError', new ReferenceError('m')],
      ['EvalError', new EvalError('m')],
      ['URIError', new URIError('m')],
      ['AggregateError', new AggregateError([], 'm')],
      ['DOMException', new DOMException('m', 'DataCloneError')],
      ['an error without a message', new Error()],
      ['an error with a name of its own', Object.assign(new Error('m'), { name: 'Special' })],
      ['a class of a user', new HttpError(404, 'm')],
      ['a class with a name on its prototype', new NotFound(404, 'm')],
      ['a class of a user below RangeError', new RangeProblem('m')],
      ['a class whose name, message and code are getters', new LazyError()],
      ['a class without a name', new (class extends Error {})('m')],
      ['a class of a user below DOMException', new Cancelled('m', 'AbortError')],
      ['a ParallelError', new ours.ParallelError('ERR_X', 'm')],
      ['an OptionError', new ours.OptionError('nJobs', 'm')],
      ['an AssertionError', new AssertionError({ message: 'm' })],
      ['a class of a user below AssertionError', new (class Unmet extends AssertionError {})({ message: 'm' })],
      ['a NotCloneableError', new ours.NotCloneableError('argument', 'args[0]', 'm')],
      ['a WorkerDiedError', new ours.WorkerDiedError('m', 1, 'SIGKILL')],
      ["a class of a user below one of this library's", new (class Mine extends ours.ClosureError {})('m', { variable: 'x' })],
      ["a class of a user named like one of this library's", new (class OptionError extends Error {})('m')],
    ]
    for (const [what, error] of classes) {
      it(`looks the same when it is ${what}`, () => {
        const back = caught(error)
        for (const key of ['name', 'message', 'stack', 'code'] as const) {
          expect(back[key], key).to.equal((error as Loose)[key])
        }
        expect(String(back)).to.equal(String(error))
        expect(inspect(back)).to.equal(inspect(error))
        expect(back.constructor.name).to.equal(error.constructor.name || 'Error')
        expect(Object.keys(back)).to.have.members(Object.keys(error))
        expect({ ...back }).to.deep.equal({ ...error })
        const bases = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError,
          DOMException, ...Object.values(ours)]
        for (const base of bases) expect(back instanceof base, base.name).to.equal(error instanceof base)
      })
    }

    it('is an error for everyone who asks', () => {
      expect(types.isNativeError(caught(new TypeError('m')))).to.equal(true)
      expect(types.isNativeError(caught(new NotFound(404, 'm')))).to.equal(true)
    })

    it('is printed with the name of its class', () => {
      expect(inspect(caught(new HttpError(404, 'gone')))).to.match(/^HttpError: gone\n {4}at /)
    })

    it('shares one class with others of its class', () => {
      const [one, two] = [caught(new HttpError(1, 'a')), caught(new HttpError(2, 'b'))]
      expect(one.constructor).to.equal(two.constructor)
      expect(one.constructor).not.to.equal(caught(new RangeProblem('c')).constructor)
    })

    it('keeps the code of a DOMException', () => {
      const back = caught(new DOMException('m', 'AbortError'))
      expect([back['code'], back['ABORT_ERR']]).to.deep.equal([20, 20])
    })

    it('keeps what an assertion compared', () => {
      const back = caught(new AssertionError({ actual: { a: 1 }, expected: [2], operator: 'equal' }))
      expect(back).to.be.instanceOf(AssertionError)
      expect(back).to.include({ name: 'AssertionError', code: 'ERR_ASSERTION', operator: 'equal' })
      expect([back['actual'], back['expected']]).to.deep.equal([{ a: 1 }, [2]])
    })

    it('keeps what the system said', () => {
      let error: unknown
      try {
        readFileSync('/does/not/exist')
      } catch (thrown) {
        error = thrown
      }
      const back = caught(error)
      expect(back).to.include({ code: 'ENOENT', syscall: 'open', path: '/does/not/exist' })
      expect(back['errno']).to.be.a('number')
    })

    it('knows errors of other realms', () => {
      const back = caught(vm.runInNewContext("Object.assign(new TypeError('m'), { at: [1] })"))
      expect(back).to.be.instanceOf(TypeError)
      expect(back.constructor).to.equal(TypeError)
      expect(back['at']).to.deep.equal([1])
    })

    it('takes no error of another realm for one of this library', () => {
      const back = caught(vm.runInNewContext("new (class ClosedError extends Error {})('m')"))
      expect(back).to.be.instanceOf(Error)
      expect(back).not.to.be.instanceOf(ours.ParallelError)
      expect(back.constructor.name).to.equal('ClosedError')
    })

    it('knows errors that no constructor made', () => {
      const back = caught(Object.assign(Object.create(RangeError.prototype), { message: 'm' }))
      expect(back).to.be.instanceOf(RangeError)
      expect(back.message).to.equal('m')
    })

    it('takes an error without a prototype', () => {
      expect(caught(Object.setPrototypeOf(new Error('m'), null)).message).to.equal('m')
    })

    it('can be changed and thrown on, even if it was frozen', () => {
      const back = caught(Object.freeze(Object.assign(new Error('m'), { a: 1 })))
      back['a'] = 2
      back.message = 'other'
      expect([back['a'], back.message]).to.deep.equal([2, 'other'])
    })
  })

  describe(`the properties of an error that comes from ${transport.name}`, () => {
    const values: [string, unknown][] = [
      ['undefined', undefined],
      ['null', null],
      ['-0', -0],
      ['NaN', NaN],
      ['a BigInt', 10n ** 30n],
      ['a Date', new Date(0)],
      ['a RegExp', /x/gi],
      ['an invalid Date', new Date(NaN)],
      ['a Map', new Map<unknown, unknown>([['a', { b: 1 }], [{ k: 1 }, [2]]])],
      ['a Set', new Set<unknown>([1, 'a', [3]])],
      ['a Float64Array', new Float64Array([1, NaN])],
      ['nested data', { a: [{ b: [undefined, null, ''] }], c: {} }],
      ['an array with holes', [1, , 3]],
      ['a match', /(?<year>\d+)/.exec('in 2020')],
      ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
      ['an own __proto__', JSON.parse('{"__proto__": {"a": 1}, "b": 2}')],
      ['a URL', new URL('http://a.b/c?d#e')],
      ['a registered symbol', Symbol.for('here and there')],
    ]
    for (const [what, value] of values) {
      it(`keep ${what}`, () => {
        const back = caught(Object.assign(new Error('m'), { value }))
        expect(back).to.have.own.property('value')
        expect(back['value']).to.deep.equal(value)
        expect(Object.getPrototypeOf(Object(back['value']))).to.equal(Object.getPrototypeOf(Object(value)))
      })
    }

    it('keep other properties of an array, and its holes', () => {
      const back = caught(Object.assign(new Error('m'), { list: Object.assign([1, , 3], { extra: 4 }) }))
      expect(Object.keys(back['list'])).to.deep.equal(['0', '2', 'extra'])
      expect(back['list']).to.have.length(3)
    })

    it('keep being hidden or not', () => {
      const error = Object.defineProperty(new Error('m', { cause: 1 }), 'secret', { value: [1] })
      const back = caught(Object.assign(error, { open: 2 }))
      expect(Object.keys(back)).to.deep.equal(['open'])
      expect(back['secret']).to.deep.equal([1])
      expect(back.propertyIsEnumerable('cause')).to.equal(false)
    })

    it('keep a message that is no text', () => {
      for (const message of [undefined, null, 0, 5n, ['a'], { toString: 1 }]) {
        expect(caught(Object.assign(new Error(), { message })).message).to.deep.equal(message)
      }
    })

    it('keep a stack that was replaced or removed', () => {
      const error = new Error('m')
      delete error.stack
      expect(caught(error)).not.to.have.own.property('stack')
      expect(caught(Object.assign(new Error('m'), { stack: 'mine' })).stack).to.equal('mine')
    })

    const replaced: [string, unknown, string][] = [
      ['a function', function onClick() {}, '[not cloneable: a function (onClick)]'],
      ['a Promise', Promise.resolve(), '[not cloneable: a Promise]'],
      ['a WeakMap', new WeakMap(), '[not cloneable: a WeakMap]'],
      ['a Proxy', new Proxy({}, {}), '[not cloneable: a Proxy]'],
      ['a socket', new Socket(), '[not cloneable: an instance of Socket]'],
      ['a generator', (function* () {})(), '[not cloneable: a Generator]'],
    ]
    for (const [what, value, text] of replaced) {
      it(`say so where ${what} was`, () => {
        const back = caught(Object.assign(new HttpError(500, 'm'), { value, config: { deep: [value, 1] } }))
        expect(back['value']).to.equal(text)
        expect(back['config']).to.deep.equal({ deep: [text, 1] })
        expect(back['status']).to.equal(500)
      })
    }

    it('say so where a getter throws', () => {
      const error = Object.defineProperty(new Error('m'), 'value', { get: throws, enumerable: true })
      expect(caught(error)['value']).to.equal('[not readable: its getter throws]')
    })

    it('read a getter that does not throw', () => {
      expect(caught(Object.defineProperty(new Error('m'), 'value', { get: () => 5 }))['value']).to.equal(5)
    })

    it('leave methods behind that the class has anyway', () => {
      const back = caught(Object.assign(new Error('m'), { toString: () => 'mine', valueOf: () => 1 }))
      expect(String(back)).to.equal('Error: m')
      expect(`${back}`).to.equal('Error: m')
    })

    it('leave hidden functions behind', () => {
      expect(caught(Object.defineProperty(new Error('m'), 'undo', { value: () => 1 }))).not.to.have.own.property('undo')
    })

    it('refer to the same thing where they did', () => {
      const shared = { a: 1 }
      const back = caught(Object.assign(new Error('m'), { one: shared, two: [shared], date: new Date(0) }))
      expect(back['one']).to.equal(back['two'][0])
    })

    it('lead back to the error where they did', () => {
      const error = new Error('m') as Loose
      error['context'] = { error, map: new Map([[error, new Set([error])]]) }
      const back = caught(error)
      expect(back['context'].error).to.equal(back)
      expect([...back['context'].map.get(back)]).to.deep.equal([back])
    })

    it('keep one symbol one symbol', () => {
      const mark = Symbol('mark')
      const back = caught(Object.assign(new Error('m'), { one: mark, two: [mark] }))
      expect(back['one'].description).to.equal('mark')
      expect(back['one']).to.equal(back['two'][0])
    })

    it('hold errors with class and properties', () => {
      const back = caught(Object.assign(new Error('m'), { failures: [{ reason: new HttpError(404, 'inner') }] }))
      const { reason } = back['failures'][0]
      expect(reason).to.be.instanceOf(Error)
      expect(reason).to.include({ status: 404, message: 'inner' })
    })

    it('carry large data as a whole', () => {
      const rows = Array.from({ length: 20_000 }, (_, i) => ({ i }))
      expect(caught(Object.assign(new Error('m'), { rows }))['rows']).to.deep.equal(rows)
    })
  })

  describe(`causes and collected errors that come from ${transport.name}`, () => {
    it('are of the same class, with the same properties', () => {
      const root = new NotFound(404, 'root')
      const back = caught(new TypeError('outer', { cause: new HttpError(500, 'middle', { cause: root }) }))
      const middle = back.cause as Loose
      expect(middle).to.include({ message: 'middle', status: 500 })
      expect(middle.cause).to.include({ name: 'NotFoundError', status: 404, stack: root.stack })
    })

    it('may be no errors', () => {
      for (const cause of [undefined, null, 0, '', false, 'text', { a: [1] }, Symbol.for('s')]) {
        const back = caught(new Error('m', { cause }))
        expect(back).to.have.own.property('cause')
        expect(back.cause).to.deep.equal(cause)
      }
    })

    it('are missing where they were', () => {
      expect(caught(new Error('m'))).not.to.have.own.property('cause')
    })

    it('may go round in circles', () => {
      const own = new Error('its own cause')
      own.cause = own
      expect(caught(own).cause).to.satisfy((cause: Loose) => cause === cause.cause)

      const [a, b] = [new Error('a'), new TypeError('b')]
      a.cause = b
      b.cause = a
      const back = caught(a)
      expect((back.cause as Error).cause).to.equal(back)
      expect(back.cause).to.be.instanceOf(TypeError)
    })

    it('arrive in an AggregateError, each as it was', () => {
      const same = new HttpError(404, 'a')
      const nested = new AggregateError([new RangeError('in')])
      const back = caught(new AggregateError([same, 'text', undefined, same, nested]))
      expect(back['errors']).to.have.length(5)
      expect(back['errors'][0]).to.include({ status: 404 })
      expect(back['errors'].slice(1, 3)).to.deep.equal(['text', undefined])
      expect(back['errors'][3]).to.equal(back['errors'][0])
      expect(back['errors'][4].errors[0]).to.be.instanceOf(RangeError)
      expect(Object.keys(back)).to.deep.equal([])
    })

    it('are cut with a note when there is no end to them', () => {
      let error = new Error('innermost')
      for (let i = 0; i < 10_000; i++) error = new Error(`level ${i}`, { cause: error })
      let levels = 0
      let at: unknown = caught(error)
      for (; at instanceof Error; at = at.cause) levels++
      expect(levels).to.be.within(90, 110)
      expect(at).to.match(/left out/)
    })

    it('are bounded when getters make ever more of them', () => {
      const endless = (): Error => Object.defineProperty(new Error('m'), 'next', { get: () => [endless(), endless()] })
      expect(caught(endless()).message).to.equal('m')
    })
  })

  describe(`anything else that is thrown and comes from ${transport.name}`, () => {
    for (const value of [undefined, null, '', 'text', 0, -0, NaN, 5, false, true, 10n]) {
      it(`is the same when it is ${inspect(value)}`, () => {
        expect(Object.is(caughtBy(transport, value), value)).to.equal(true)
      })
    }

    const data: [string, unknown][] = [
      ['a plain object', { code: 1, list: [1, { a: undefined }] }],
      ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
      ['an array', [1, [2], null]],
      ['a Map', new Map([[{ a: 1 }, 'x']])],
      ['a Date', new Date(5)],
      ['a Uint8Array', new Uint8Array([1, 2])],
      ['a URL', new URL('http://a.b/')],
    ]
    for (const [what, value] of data) {
      it(`is equal when it is ${what}`, () => expect(caughtBy(transport, value)).to.deep.equal(value))
    }

    it('is data alone when it was an instance of a class', () => {
      class Failure {
        readonly status = 500
      }
      expect(caughtBy(transport, new Failure())).to.deep.equal({ status: 500 })
    })

    it('may contain itself and errors', () => {
      const thrown = { self: undefined as unknown, error: new HttpError(404, 'm') }
      thrown.self = thrown
      const back = caughtBy(transport, thrown) as typeof thrown
      expect(back.self).to.equal(back)
      expect(back.error).to.include({ status: 404, message: 'm' })
    })

    it('is the same symbol if registered, and one like it otherwise', () => {
      expect(caughtBy(transport, Symbol.for('registered'))).to.equal(Symbol.for('registered'))
      const back = caughtBy(transport, Symbol('own')) as symbol
      expect([typeof back, back.description]).to.deep.equal(['symbol', 'own'])
      expect((caughtBy(transport, Symbol()) as symbol).description).to.equal(undefined)
    })

    class Job {
      readonly run = () => 1
    }
    const getter = Object.defineProperty({ a: 1 }, 'bad', { get: throws, enumerable: true })
    const rejected = Promise.reject(new Error('thrown as a promise'))
    rejected.catch(() => {}) // specs of other files may be loaded before anybody looks at it
    const uncloneable: [thrown: unknown, path: string, what: string][] = [
      [function onClick() {}, 'error', 'a function (onClick)'],
      [HttpError, 'error', 'a function (HttpError)'],
      [rejected, 'error', 'a Promise'],
      [new WeakMap(), 'error', 'a WeakMap'],
      [new Proxy({ a: 1 }, {}), 'error', 'a Proxy'],
      [new Job(), 'error', 'an instance of Job whose .run is a function (run)'],
      [{ list: [1, () => 1] }, 'error.list[1]', 'a function'],
      [{ a: { job: new Job() } }, 'error.a.job', 'an instance of Job whose .run is a function (run)'],
      [getter, 'error.bad', 'a getter that throws'],
      [{ first: () => 1, second: Promise.resolve() }, 'error.first', 'a function (first)'],
    ]
    for (const [thrown, path, what] of uncloneable) {
      it(`is a NotCloneableError when ${path} is ${what}`, () => {
        if (thrown instanceof Promise) thrown.catch(() => {})
        const back = caught(thrown) as Loose & ours.NotCloneableError
        expect(back).to.be.instanceOf(ours.NotCloneableError)
        expect(back).to.include({ code: 'ERR_NOT_CLONEABLE', direction: 'error', path })
        expect(back.message).to.contain(`${path} is ${what}`)
      })
    }

    it('hangs on the NotCloneableError as its cause, as far as it can be cloned', () => {
      const cause = caught({ status: 500, retry: function retry() {} }).cause
      expect(cause).to.deep.equal({ status: 500, retry: '[not cloneable: a function (retry)]' })
      for (const thrown of [() => {}, new Job()]) expect(caught(thrown)).not.to.have.own.property('cause')
    })

    it('is not at fault for what errors in it hold', () => {
      const back = caught({ status: 500, error: Object.assign(new Error('m'), { retry() {} }) })
      expect(back['status']).to.equal(500)
      expect(back['error'].retry).to.equal('[not cloneable: a function (retry)]')
    })
  })

  describe(`hostile errors that come from ${transport.name}`, () => {
    const hostile: [string, unknown][] = [
      ['message, name and stack throw', Object.defineProperties(new Error(), {
        stack: { get: throws }, message: { get: throws }, name: { get: throws },
      })],
      ['its constructor throws when read', Object.create(Error.prototype, { constructor: { get: throws } })],
      ['every trap throws', new Proxy(new Error('m'), {
        get: throws, ownKeys: throws, getOwnPropertyDescriptor: throws,
      })],
      ['its prototype can not be told', new Proxy(new Error('m'), { getPrototypeOf: throws })],
      ['its prototypes never end', (() => {
        const proxy: object = new Proxy(new Error('m'), { getPrototypeOf: () => proxy })
        return proxy
      })()],
      ['it pretends to be a URL', Object.create(URL.prototype)],
      ['it is a DOMException in name only', Object.create(DOMException.prototype)],
      ['it is a Map whose iterator throws', Object.assign(new Map(), { [Symbol.iterator]: throws })],
      ['it is a Map whose size throws', Object.defineProperty(new Map([[1, 2]]), 'size', { get: throws })],
      ['its class name is __proto__', new ({ ['__proto__']: class extends Error {} }['__proto__'])('m')],
      ['its toStringTag throws', Object.defineProperty(new Error('m'), Symbol.toStringTag, { get: throws })],
    ]
    for (const [what, thrown] of hostile) {
      it(`arrive as something when ${what}`, () => {
        expect(() => caught(thrown)).not.to.throw()
        expect(caught(Object.assign(new Error('m'), { thrown })).message).to.equal('m')
      })
    }

    it('keep the message that a proxy lets through', () => {
      expect(caught(new Proxy(new TypeError('m'), {})).message).to.equal('m')
    })

    it('arrive without data that can be cloned only once', () => {
      let reads = 0
      class Fickle {
        get value() {
          return 1
        }
      }
      const fickle = Object.defineProperty(new Fickle(), 'value', {
        enumerable: true,
        get: () => (++reads > 1 ? throws() : 1),
      })
      const back = caught(Object.assign(new Error('m'), { fickle }))
      expect(back.message).to.equal('m')
      expect(back['fickle']).to.equal('[not cloneable: an instance of Fickle]')
    })
  })

  describe(`an error of a nested call that comes from ${transport.name}`, () => {
    const inner = { index: 3, fn: 'inner', args: '1' }
    const outer = { index: 0, fn: 'outer', args: '' }

    it('still tells the inner task when the outer one would be attached', () => {
      const error = new Error('m')
      attachTask(error, inner)
      const back = caught(error)
      attachTask(back, outer)
      expect(back['task']).to.deep.equal(inner)
      expect(taskOf(back)).to.deep.equal(inner)
      expect(Object.keys(back)).to.deep.equal([])
    })

    it('tells it even if it was frozen', () => {
      const error = Object.freeze(new Error('m'))
      attachTask(error, inner)
      expect(caught(error)['task']).to.deep.equal(inner)
    })
  })
}

describe('an error record', () => {
  it('is made even if looking at what was thrown is impossible', () => {
    const back = decodeError(encodeError(() => {}, throws)) as Error
    expect(back).to.be.instanceOf(ours.NotCloneableError)
    expect(back.message).to.contain('throws when it is looked at')
  })

  it('contains plain data alone, for errors, DOMExceptions and URLs are cloned differently by Node versions', () => {
    const cause = { url: new URL('http://a'), list: [new Error()] }
    const error = new AggregateError([new DOMException('m')], 'm', { cause })
    const record = encodeError(error, () => true)
    const check = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      expect([Object.prototype, Array.prototype]).to.include(Object.getPrototypeOf(value))
      Object.values(value).forEach(check)
    }
    check(record)
    expect((decodeError(JSON.parse(JSON.stringify(record))) as Error).message).to.equal('m')
  })
})
