import { expect } from 'chai'
import {
  type BackendName, delayed, inbatchParallel, Parallel, parallel, parallelAsync, parallelAsyncGen, type Task, type TaskFunction,
} from 'allcores'
import { exit } from '../fixtures/errors-killers.js'
import { failDeep, reject, waitForEver } from '../fixtures/errors-tasks.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'
import { framesOf } from '../helpers/frames.js'
import { rejection } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'

/** What a caller catches whose own caller's frame is the last that there is. */
function caught(call: () => unknown): Promise<unknown> {
  async function mine() {
    await call()
  }
  async function main() {
    await mine()
  }
  return rejection(main())
}

const CALLERS = ['async mine', 'async main']
const isInWorkers = (backend: BackendName) => (IN_WORKERS as readonly string[]).includes(backend)

for (const backend of EVERY_BACKEND) {
  const options = { backend, nJobs: 2 } as const
  const inTask = isInWorkers(backend) ? ['in task 0'] : []

  describe(`the stack of what a call on ${backend} fails with`, () => {
    const scratch = useScratch()
    const tasks = [delayed(reject)('no')]

    it('goes from the task to those who wait for the call, and has no frame of the library', async () => {
      const error = await caught(() => Parallel(options)([delayed(failDeep)('no')]))
      expect(framesOf(error)).to.deep.equal(['reject', 'between', 'failDeep', ...inTask, ...CALLERS])
    })

    it('has no frame of the library where the task has waited', async () => {
      async function late() {
        await null
        throw new Error('late')
      }
      expect(framesOf(await caught(() => Parallel(options)([delayed(late)()])))).to.deep.equal(['late', ...inTask, ...CALLERS])
    })

    it('is without frames of the library in its causes and in the errors that it collects, too', async () => {
      function fail() {
        const cause = new AggregateError([new Error('one'), new Error('another', { cause: 'none' })], 'both')
        throw new Error('no', { cause })
      }
      const { cause } = (await caught(() => Parallel(options)([delayed(fail)()]))) as { cause: AggregateError }
      for (const error of [cause, ...cause.errors]) expect(framesOf(error).filter((frame) => !CALLERS.includes(frame))).to.deep.equal(['fail'])
    })

    const WAYS: Readonly<Record<string, () => unknown>> = {
      'map()': () => Parallel(options).map(reject, ['no']),
      'a promise behind it': () => Parallel(options)(tasks).then(String).finally(() => {}),
      'an ordered generator': () => collect(Parallel({ ...options, returnAs: 'generator' })(tasks)),
      'an unordered generator': () => collect(Parallel({ ...options, returnAs: 'generatorUnordered' })(tasks)),
    }
    for (const [way, call] of Object.entries(WAYS)) {
      it(`leads to who waits for ${way}`, async () => {
        const frames = framesOf(await caught(call))
        expect(frames.filter((frame) => frame !== 'async collect')).to.deep.equal(['reject', ...inTask, ...CALLERS])
      })
    }

    it('leads through Promise.all()', async () => {
      const error = await caught(() => Promise.all([Parallel(options)(tasks)]))
      expect(framesOf(error)).to.deep.equal(['reject', ...inTask, 'async Promise.all', ...CALLERS])
    })

    const OWN: Readonly<Record<string, () => unknown>> = {
      TimeoutError: () => Parallel({ ...options, timeout: 10 })([delayed(waitForEver)(scratch.file('waiting'))]),
      InputError: () => Parallel(options)([3 as unknown as Task]),
      ...(isInWorkers(backend) && {
        WorkerDiedError: () => Parallel(options)([delayed(exit)(scratch.file('exits'), 3)]),
        ClosureError: () => ((promise) => Parallel(options)([delayed(() => promise)()]))(Promise.resolve()),
        NotCloneableError: () => Parallel(options)([delayed(() => () => 1)()]),
      }),
    }
    for (const [name, call] of Object.entries(OWN)) {
      it(`of a ${name} begins with those who wait for the call`, async () => {
        const error = await caught(call)
        expect(error).to.have.property('name', name)
        expect(framesOf(error)).to.deep.equal(CALLERS)
        expect((error as Error).stack).to.match(new RegExp(`^${name}: .+\n +at async mine `))
      })
    }

    it('of a ClosedError shows who has closed, and those who wait for the call', async () => {
      const instance = Parallel(options)
      const call = instance([delayed(waitForEver)(scratch.file('waiting'))])
      function close() {
        void instance.close({ force: true })
      }
      close()
      const error = await caught(() => call)
      expect(error).to.have.property('name', 'ClosedError')
      expect(framesOf(error)[0]).to.equal('close')
      expect(framesOf(error).slice(-2)).to.deep.equal(CALLERS)
    })

    it('says what is thrown by the input, and who waits', async () => {
      function* input(): Generator<Task> {
        throw new Error('no input')
      }
      expect(framesOf(await caught(() => Parallel(options)(input()))).slice(-3)).to.deep.equal(['input.next', ...CALLERS])
    })

    it('goes through the calls of tasks', async () => {
      async function inner(fn: TaskFunction) {
        const { Parallel } = await import('allcores')
        await Parallel({ backend: 'async', nJobs: 2 })([delayed(fn)()])
      }
      function innermost() {
        throw new Error('deep')
      }
      const frames = framesOf(await caught(() => Parallel(options)([delayed(inner)(innermost)])))
      expect(frames.slice(0, 2)).to.deep.equal(['innermost', 'async inner'])
    })
  })
}

for (const backend of IN_WORKERS) {
  it(`the stack of an error that is a result of a call on ${backend} ends with its task`, async () => {
    const [result] = await Parallel({ backend, nJobs: 2, onError: 'return' })([delayed(reject)('no')])
    expect(framesOf((result as PromiseRejectedResult).reason)).to.deep.equal(['reject', 'in task 0'])
  })
}

for (const backend of IN_WORKERS) {
  it(`the stack of an error that a task on ${backend} has returned is that of the task`, async () => {
    function give() {
      return new Error('given', { cause: new Error('inner') })
    }
    const [given] = await Parallel({ backend, nJobs: 2 })([delayed(give)()])
    expect([framesOf(given), framesOf(given!.cause)]).to.deep.equal([['give'], ['give']])
  })
}

describe('the stack of what a call fails with', () => {
  const calls = Parallel({ backend: 'async', nJobs: 2 })

  it('leads to both callers where a task makes a call in the same thread', async () => {
    async function inner() {
      await calls([delayed(reject)('deep')])
    }
    expect(framesOf(await caught(() => calls([delayed(inner)()])))).to.deep.equal(['reject', 'async inner', ...CALLERS])
  })

  it('is that of the first call where two fail with the same error', async () => {
    const error = new Error('once')
    const fails = () => {
      throw error
    }
    await caught(() => calls([delayed(fails)()]))
    const { stack } = error
    async function other() {
      await calls([delayed(fails)()])
    }
    expect(await rejection(other())).to.equal(error)
    expect(error.stack).to.equal(stack)
  })

  it('goes on with those who wait though they see a reason that they have made', async () => {
    const reason = new Error('enough')
    const error = await caught(() => Parallel({ signal: AbortSignal.abort(reason) })([delayed(reject)('no')]))
    expect(error).to.equal(reason)
    expect(framesOf(error).slice(-2)).to.deep.equal(CALLERS)
  })

  const HOSTILE: Readonly<Record<string, () => unknown>> = {
    'a frozen error': () => Object.freeze(new Error('frozen')),
    'an error whose stack throws': () => Object.defineProperty(new Error('no'), 'stack', { get: () => reject('hostile') }),
    'a proxy of an error': () => new Proxy(new Error('no'), { get: (_, key) => (key === 'then' ? undefined : reject('hostile')) }),
    'no error': () => ({ stack: 'of plates' }),
    'nothing': () => undefined,
  }
  for (const [what, make] of Object.entries(HOSTILE)) {
    it(`may be anything: ${what}`, async () => {
      const thrown = make()
      const fails = () => {
        throw thrown
      }
      expect((await caught(() => calls([delayed(fails)()]))) === thrown).to.equal(true)
    })
  }

  describe('where stacks are prepared otherwise', () => {
    const { prepareStackTrace, stackTraceLimit } = Error
    afterEach(() => Object.assign(Error, { prepareStackTrace, stackTraceLimit }))

    for (const limit of [0, 1]) {
      it(`has ${limit} callers where Error.stackTraceLimit is ${limit}`, async () => {
        Error.stackTraceLimit = limit
        const error = await caught(() => Parallel({ backend: 'threads', nJobs: 2 })([delayed(reject)('no')]))
        expect(framesOf(error).filter((frame) => frame.startsWith('async'))).to.deep.equal(CALLERS.slice(0, limit))
        expect(Error.stackTraceLimit).to.equal(limit)
      })
    }

    it('is what Error.prepareStackTrace makes of it', async () => {
      Error.prepareStackTrace = (_, sites) => sites.length
      expect(await caught(() => calls([delayed(reject)('no')]))).to.have.property('stack').that.is.a('number')
      Error.prepareStackTrace = (error, sites) => [`mine: ${error.message}`, ...sites.map((site) => `    at ${String(site)}`)].join('\n')
      const error = await caught(() => calls([delayed(reject)('no')]))
      expect((error as Error).stack).to.match(/^mine: no\n/)
      expect(framesOf(error)).to.deep.equal(['reject', ...CALLERS])
    })
  })
})

describe('the stack of what other calls fail with', () => {
  it('leads to those who wait for parallel(), with and without a timeout', async () => {
    for (const timeout of [undefined, 60_000]) {
      const error = await caught(() => parallel(reject, ['no'], { nWorkers: 0, timeout }))
      expect(framesOf(error)).to.deep.equal(['reject', ...CALLERS])
    }
    const late = await caught(() => parallel(() => new Promise(() => {}), [1], { nWorkers: 0, timeout: 10 }))
    expect(late).to.have.property('code', 'ERR_TIMEOUT')
    expect(framesOf(late).slice(-2)).to.deep.equal(CALLERS)
  })

  it('leads to those who wait for parallelAsync()', async () => {
    for (const cancelOnError of [true, false]) {
      const error = await caught(() => parallelAsync(reject, ['no'], { cancelOnError }))
      expect(framesOf(error)).to.deep.equal(['reject', ...CALLERS])
    }
  })

  it('leads to who reads parallelAsyncGen()', async () => {
    const error = await caught(() => collect(parallelAsyncGen(reject, ['no'])))
    expect(framesOf(error)).to.deep.equal(['reject', 'async collect', ...CALLERS])
  })

  it('leads to those who wait for a parallel action', async () => {
    const scale = inbatchParallel({ init: () => ['no'], target: 'for' }, reject)
    const error = await caught(() => scale.call(undefined))
    expect(framesOf(error)).to.deep.equal(CALLERS)
    const debugged = await caught(() => scale.call(undefined, { debug: true }))
    expect(framesOf(debugged)).to.deep.equal(['reject', ...CALLERS])
  })
})
