import { expect } from 'chai'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { PLAIN } from '../../lib/closure/node.js'
import type { Code, Node } from '../../lib/closure/node.js'
import { remapStack } from '../../lib/closure/thread/stack.js'
import { decodeError, encodeError } from '../../lib/wire/error-record.js'
import { code, made, object, shipmentOf } from '../helpers/shipment.js'

const here = import.meta.url

const thrownBy = (fn: () => unknown): Error => {
  try {
    throw new Error(`expected an error, got ${String(fn())}`)
  } catch (error) {
    return error as Error
  }
}

/** The first frame, without the function's name. */
const frameOf = (stack: string | undefined) => /\(?([^\s(]+:\d+:\d+)\)?$/m.exec(stack!)![1]

/** A function of this file as its node, told from what runs, which is JavaScript. */
function nodeOf(fn: () => unknown, rest: Partial<Code> = {}): Code {
  const text = fn.toString()
  const above = readFileSync(fileURLToPath(here), 'utf8').split(text)[0]!.split('\n')
  return code(text, { place: { url: here, line: above.length - 1, column: above.at(-1)!.length, module: true, mapped: true }, ...rest })
}

describe('stacks of revived functions', () => {
  const place = { url: 'file:///app/x.mjs', line: 41, column: 7, module: true }
  const positions: readonly [what: string, node: Code, frame: string][] = [
    ['an arrow function', code('() => { throw new Error("x") }', { place }), 'file:///app/x.mjs:42:22'],
    ['one with variables', code('() => { throw new Error(a + b) }', { place, variables: [['a', 1], ['b', 2]] }), 'file:///app/x.mjs:42:22'],
    ['one with early variables and locals', code('() => { throw new Error(a) }', { place, early: [['a', 1]], locals: ['require'] }), 'file:///app/x.mjs:42:22'],
    ['a sloppy one', code('function f() { throw new Error("x") }', { place, strict: false }), 'file:///app/x.mjs:42:29'],
    ['one of several lines', code('() => {\n  throw new Error(a)\n}', { place, variables: [['a', 1]] }), 'file:///app/x.mjs:43:9'],
    ['one of a CommonJS module', code('() => { throw new Error("x") }', { place: { ...place, module: false } }), '/app/x.mjs:42:22'],
    ['one of no file', code('() => { throw new Error("x") }', { place: { ...place, url: '[eval]', module: false } }), '[eval]:42:22'],
    ['one whose text begins before its place', code('(((() => { throw new Error("x") })))', { place: { ...place, line: 0, column: -3 } }), 'file:///app/x.mjs:1:15'],
    ['one whose place is not known', code('() => { throw new Error("x") }', { name: 'thrower' }), 'allcores:thrower:1:15'],
  ]
  for (const [what, node, frame] of positions) {
    it(`name line and column of ${what}`, () => {
      expect(frameOf(thrownBy(made({ 1: node })).stack)).to.equal(frame)
    })
  }

  it('of two functions of the same text name the place of each', () => {
    const frames = [1, 2].map((line) => frameOf(thrownBy(made({ 1: code('() => { throw new Error("x") }', { place: { ...place, line } }) })).stack))
    expect(frames).to.deep.equal(['file:///app/x.mjs:2:22', 'file:///app/x.mjs:3:22'])
  })

  describe('that have a source map here', () => {
    let worker: Worker
    before(() => void (worker = new Worker(new URL('../fixtures/heap-worker.js', here), { execArgv: [] })))
    after(() => worker.terminate())

    async function calledThere(nodes: Readonly<Record<number, Node>>): Promise<{ value?: any; error?: Error }> {
      worker.postMessage(shipmentOf(nodes))
      const [{ value, error }] = await once(worker, 'message')
      return error ? { error: decodeError(error) as Error } : { value }
    }

    interface Typed { readonly one: number }
    const throws = () => {
      const typed: Typed = { one: 1 }
      // lines that only TypeScript has
      type Two = 2
      const two = 2 as Two
      throw new Error(`${typed.one + two}`, { cause: new TypeError('inner') })
    }

    it('are those of the source, as here', async () => {
      const [mine, { error }] = [thrownBy(throws), await calledThere({ 1: nodeOf(throws) })]
      expect(frameOf(error!.stack)).to.match(/stack\.spec\.ts:\d+:\d+$/)
      expect(frameOf(error!.stack)).to.equal(frameOf(mine.stack))
      expect(frameOf((error!.cause as Error).stack)).to.equal(frameOf((mine.cause as Error).stack))
      expect(error!.stack).not.to.include('?shipped')
    })

    it('don’t change what their modules give them', async () => {
      const locals = ['require', '__filename', '$importMeta'] as const
      const text = `async () => [(await import(${JSON.stringify('../fixtures/closure-neighbour.js')})).default ?? 'imported', __filename, $importMeta.url, require.resolve('./stack.spec.js')]`
      const node = (module: boolean) => code(text, { locals, imports: true, place: { url: here, line: 0, column: 0, module, mapped: true } })
      for (const module of [true, false]) {
        expect((await calledThere({ 1: node(module) })).value.slice(1)).to.deep.equal([fileURLToPath(here), here, fileURLToPath(here)])
      }
    })

    it('stay as they are in the thread that was sent them: its own parent knows', () => {
      const { stack } = thrownBy(made({ 1: nodeOf(throws) }))
      expect(frameOf(stack)).to.match(/stack\.spec\.js\?shipped:\d+:\d+$/)
      expect(remapStack(stack!)).to.equal(stack)
    })
  })

  it('without a source map lose the mark', () => {
    const stack = 'Error: x (y?)\n    at f (file:///nosuch (1)/x.js?shipped:1:2)\n    at async file:///b.js?v=2?shipped:3:4'
    expect(remapStack(stack)).to.equal('Error: x (y?)\n    at f (file:///nosuch (1)/x.js:1:2)\n    at async file:///b.js?v=2:3:4')
    expect(remapStack('Error: why?shipped')).to.equal('Error: why?shipped')
  })

  it('are mapped wherever errors are inside each other', () => {
    const withStack = <E extends Error>(error: E) => Object.assign(error, { stack: 'at file:///nosuch.js?shipped:1:2' })
    const error = withStack(new AggregateError([withStack(new Error('a'))], 'm', { cause: withStack(new Error('b')) }))
    const back = decodeError(encodeError(error, () => true)) as AggregateError
    for (const { stack } of [back, back.errors[0], back.cause as Error]) expect(stack).to.equal('at file:///nosuch.js:1:2')
  })

  it('a captured object with a function keeps the function’s place', () => {
    const tools = made({ 1: object([['fail', PLAIN, [2]]]), 2: code('function fail() { throw new Error("x") }', { place }) })
    expect(frameOf(thrownBy(tools.fail).stack)).to.equal('file:///app/x.mjs:42:32')
  })
})
