import { expect } from 'chai'
import { once } from 'node:events'
import { runInThisContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { revive } from '../../lib/closure/revive.js'
import { ship } from '../../lib/closure/ship.js'
import type { Source } from '../../lib/closure/shipment.js'
import { ClosureError } from '../../lib/model/errors.js'
import type { TaskFunction } from '../../lib/model/task.js'
import * as exported from '../fixtures/closure-exports.js'
import { outcomeOf } from '../fixtures/closure-outcome.js'
import type { Outcome } from '../fixtures/closure-outcome.js'
import { namedShapes, oddShapes, plainShapes } from '../fixtures/closure-shapes.js'
import type { Order } from '../fixtures/closure-worker.js'
import { runProgram } from '../helpers/program.js'
import { rejectionOf } from '../helpers/rejection.js'

const REVIVE = new URL('../../lib/closure/revive.js', import.meta.url).href

async function copyOf(fn: TaskFunction): Promise<() => unknown> {
  return (await revive(structuredClone(await ship(fn)))) as () => unknown
}

const source: Source = {
  kind: 'source',
  text: '() => 1',
  name: 'one',
  strict: true,
  place: undefined,
  self: [],
  locals: [],
  imports: false,
}

describe('revive', () => {
  describe('in a worker thread', () => {
    let worker: Worker
    before(() => void (worker = new Worker(new URL('../fixtures/closure-worker.js', import.meta.url))))
    after(() => worker.terminate())

    async function outcomeThere(fn: TaskFunction, args: readonly unknown[]): Promise<Outcome> {
      const order: Order = { shipment: await ship(fn), args }
      worker.postMessage(order)
      const [outcome] = (await once(worker, 'message')) as [Outcome]
      return outcome
    }

    it('functions of all shapes do what they do here', async () => {
      for (const { title, fn, args } of [...plainShapes, ...oddShapes, ...namedShapes]) {
        expect(await outcomeThere(fn, args), title).to.deep.equal(structuredClone(await outcomeOf(fn, args)))
      }
    })

    it('exported functions are those of a module of its own', async () => {
      exported.countCalls()
      expect(await outcomeThere(exported.scale, [2])).to.deep.equal({ value: 6 })
      expect(await outcomeThere(exported.countCalls, [])).to.deep.equal({ value: 1 })
    })

    it('a relative import starts from the file of the function', async () => {
      expect(await outcomeThere(exported.relatives.withImport, [1])).to.deep.equal({ value: 2 })
    })

    it('import.meta is that of the file of the function', async () => {
      const { withMeta } = exported.relatives
      expect(await outcomeThere(withMeta, [])).to.deep.equal({ value: withMeta() })
    })
  })

  describe('stacks', () => {
    /** The first frame, without the function's name. */
    const frameOf = (error: unknown) => /\(?(\S+:\d+:\d+)\)?$/m.exec((error as Error).stack!)![1]
    const thrownBy = (fn: () => unknown): unknown => {
      try {
        return fn()
      } catch (error) {
        return error
      }
    }
    const cases: Readonly<Record<string, () => unknown>> = {
      'an arrow function': () => { throw new Error('here') },
      'a function': function () { throw new Error('here') },
      'a function over several lines': function several() {
        const about = 'here'
        throw new Error(about)
      },
      'a method': { method() { throw new Error('here') } }.method,
      'a method over several lines': {
        method() {
          throw new Error('here')
        },
      }.method,
      'a static method': class { static method() { throw new Error('here') } }.method,
      'a function that only uses what it gets': (x?: { y: { z: 1 } }) => x!.y.z,
    }

    for (const [title, fn] of Object.entries(cases)) {
      it(`of ${title} name the user's file, line and column`, async () => {
        const frame = frameOf(thrownBy(await copyOf(fn)))
        expect(frame).to.match(/revive\.spec\.[jt]s:\d+:\d+$/)
        expect(frame).to.equal(frameOf(thrownBy(fn)))
      })
    }
  })

  it('a function whose head has several lines keeps its lines', async () => {
    const fn = runInThisContext('(function\n  named\n  (x) {\n  return x.y.z })', { filename: '/app/heads.js' })
    expect(() => fn({})).to.throw(TypeError).with.property('stack').that.includes('/app/heads.js:4:14')
    const copy = (await copyOf(fn)) as (x: object) => unknown
    expect(() => copy({})).to.throw(TypeError).with.property('stack').that.includes('/app/heads.js:4:14')
  })

  it('a text without a known place is named after its function', () => {
    const fn = revive({ ...source, text: '() => { throw new Error("here") }', name: 'thrower' }) as () => never
    expect(fn).to.throw('here').with.property('stack').that.includes('(allcores:thrower:1:15)')
  })

  it('__name, which esbuild calls to keep the names of functions, is there', () => {
    const text = '() => __name(() => 1, "given").name'
    expect((revive({ ...source, text, locals: ['__name'] }) as () => unknown)()).to.equal('given')
  })

  it('strict and sloppy texts stay what they are', () => {
    const text = 'function () { return (function () { return this === undefined })() }'
    expect((revive({ ...source, text, strict: true }) as () => unknown)()).to.equal(true)
    expect((revive({ ...source, text, strict: false }) as () => unknown)()).to.equal(false)
  })

  it('what the worker has not got is an error that says what was expected', async () => {
    const url = new URL('../fixtures/closure-exports.js', import.meta.url).href
    const attempt = (make: () => unknown) => rejectionOf(ClosureError, Promise.resolve().then(make))
    expect(await attempt(() => revive({ kind: 'import', url, path: ['api', 'gone'] }))).to.include({
      message: `expected a function 'api.gone' in ${url} in the worker too, got undefined`,
      code: 'ERR_CLOSURE_CAPTURE',
    })
    expect(await attempt(() => revive({ kind: 'import', url, path: ['no', 'such', 'path'] }))).to.include({
      message: `expected a function 'no.such.path' in ${url} in the worker too, got undefined`,
    })
    expect(await attempt(() => revive({ kind: 'global', path: ['Math', 'PI'] }))).to.include({
      message: "expected a function 'Math.PI' in globalThis in the worker too, got number",
    })
    expect(await attempt(() => revive({ kind: 'builtin', module: 'node:path', path: [] }))).to.include({
      message: 'expected node:path to be a function in the worker too, got object',
    })
  })

  it('takes neither a parser, nor the inspector, nor a serializer', async () => {
    const script = `
      const { revive } = await import(${JSON.stringify(REVIVE)})
      revive(${JSON.stringify(source)})
      const { createRequire } = await import('node:module')
      const loaded = [...Object.keys(createRequire(import.meta.url).cache), ...process.moduleLoadList]
      console.log(loaded.filter((name) => /acorn|serialize-javascript|^NativeModule inspector$/.test(name)))
    `
    const { stdout, stderr } = await runProgram(undefined, { flags: ['--input-type=module', '-e', script] })
    expect({ stdout, stderr }).to.deep.equal({ stdout: '[]\n', stderr: '' })
  })

  it('import() in a text makes Node warn of nothing', async () => {
    const text = 'async () => (await import("node:path")).basename("/a/b")'
    const script = `
      const { revive } = await import(${JSON.stringify(REVIVE)})
      console.log(await revive(${JSON.stringify({ ...source, text, imports: true })})())
      process.emitWarning('still works')
    `
    const { stdout, stderr } = await runProgram(undefined, { flags: ['--input-type=module', '-e', script] })
    expect(stdout).to.equal('b\n')
    expect(stderr).to.match(/^\(node:\d+\) Warning: still works\n/)
    expect(stderr).not.to.match(/Experimental/)
  })
})
