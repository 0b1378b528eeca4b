import { setTimeout } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { type Backend, ClosedError, delayed, NestingError, Parallel, type ProgressEvent, TimeoutError } from 'allcores'
import { expect } from 'chai'
import { enter } from '../../lib/model/depth.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { rejectionOf } from '../helpers/rejection.js'
import { until } from '../helpers/until.js'

const never = () => new Promise<never>(() => {})

/** As where so many calls more are under way, that deep: they count, but take neither time nor memory. */
async function beside(calls: number, depth: number, act: () => Promise<void>): Promise<void> {
  const observers = Array.from({ length: calls }, () => enter(depth)).flat()
  try {
    await act()
  } finally {
    for (const { ended } of observers) ended!('failed')
  }
}

/** A backend whose executor does as it is told. */
function backendThat(executor: Partial<ReturnType<Backend['open']>>): Backend {
  const open = () => ({ submit: async () => {}, share() {}, stop() {}, close: async () => {}, ...executor })
  return { name: 'own', traits: { inline: false, batches: false, memory: 'caller' }, open }
}

for (const backend of IN_PROCESS) {
  describe(`a call on ${backend} whose initializer never ends`, () => {
    it('is ended by its signal', async () => {
      const controller = new AbortController()
      const call = Parallel({ backend, nJobs: 2, initializer: never, signal: controller.signal })([delayed(Math.abs)(1)])
      controller.abort(new RangeError('enough'))
      await rejectionOf(RangeError, call)
    })

    it('is ended by close with force, which comes back', async () => {
      const parallel = Parallel({ backend, nJobs: 2, initializer: never })
      const rejection = rejectionOf(ClosedError, parallel([delayed(Math.abs)(1)]))
      await parallel.close({ force: true })
      await rejection
    })

    it('can be left as a stream', async () => {
      const stream = Parallel({ backend, nJobs: 2, initializer: never, returnAs: 'generator' })([delayed(Math.abs)(1)])
      expect(await stream.return()).to.deep.equal({ done: true, value: undefined })
    })
  })
}

describe("calls made by tasks in the caller's thread", () => {
  it('have places of their own on the instance that their task runs on, also after the task has waited', async () => {
    const parallel = Parallel({ backend: 'async', nJobs: 2 })
    const outer = async (x: number) => {
      await setTimeout(1)
      return parallel.map(async (y: number) => x * y, [1, 2])
    }
    expect(await parallel.map(outer, [1, 2, 3])).to.deep.equal([[1, 2], [2, 4], [3, 6]])
  })

  it('end in an error where they have no end, also where each task waits for something before it makes the next [H7]', async () => {
    const parallel = Parallel({ backend: 'async', nJobs: 2 })
    const recurse = async (n: number): Promise<number> => {
      await undefined
      return (await parallel.map(recurse, [n + 1]))[0]!
    }
    await beside(45_000, 1, async () => void (await rejectionOf(NestingError, recurse(0))))
  })

  it('are not refused because of earlier ones whose progress function threw at the end', async () => {
    const failing = Parallel({ progress: ({ ended }) => { if (ended) throw new Error('at the end') } })
    const outer = Parallel({ onError: 'return' })
    await beside(9990, 2, async () => {
      await outer.map(() => failing.map(Math.abs, [1]), Array(20).fill(0))
      expect(await outer.map(() => Parallel().map(Math.abs, [-1]), [1])).to.deep.equal([{ status: 'fulfilled', value: [1] }])
    })
  })
})

describe('a stream that nobody reads', () => {
  for (const [how, end] of [
    ['is closed', async (parallel: { close(): Promise<void> }) => parallel.close()],
    ['is aborted', async (_: unknown, controller: AbortController) => controller.abort(new Error('enough'))],
  ] as const) {
    it(`tells of its end when it ${how}`, async () => {
      const controller = new AbortController()
      const events: ProgressEvent[] = []
      const { signal } = controller
      const parallel = Parallel({ backend: 'async', nJobs: 2, returnAs: 'generator', signal, progress: (event) => events.push(event) })
      parallel.map(never, [1, 2, 3])
      await setTimeout(0)
      await end(parallel, controller)
      await until(() => events.at(-1)?.ended === true, 'the progress function is told of the end')
      expect(parallel.insights()).to.be.an('object')
    })
  }
})

describe('hooks that are async', () => {
  const fails = delayed(() => { throw new RangeError('the task fails') })

  it('a progress function that never ends holds up neither an abort nor close', async () => {
    const controller = new AbortController()
    const parallel = Parallel({ backend: 'async', nJobs: 2, progress: never as () => void, signal: controller.signal })
    const call = parallel([delayed(Math.abs)(1), delayed(never)()])
    await setTimeout(0)
    controller.abort(new RangeError('enough'))
    await rejectionOf(RangeError, call)
    await parallel.close()
  })

  it('end the call with what onRetry rejects with', async () => {
    const onRetry = async () => { throw new TypeError('the hook fails') }
    const call = Parallel({ retries: { limit: 3, minDelay: 1 }, onRetry })([fails()])
    expect(['the hook fails', 'the task fails']).to.include((await rejectionOf(Error, call)).message)
  })

  it('are refused as shouldRetry', async () => {
    const shouldRetry = (async () => false) as unknown as () => boolean
    const call = Parallel({ retries: { limit: 3, shouldRetry } })([fails()])
    expect((await rejectionOf(TypeError, call)).message).to.contain('shouldRetry must answer at once')
  })

  for (const backend of IN_WORKERS) {
    it(`end the call with what onLog rejects with, on ${backend}`, async () => {
      const onLog = async () => { throw new TypeError('the hook fails') }
      const speak = () => {
        console.log('hello')
        return new Promise(() => {})
      }
      await rejectionOf(TypeError, Parallel({ backend, nJobs: 2, onLog })([delayed(speak)()]))
    })
  }
})

describe('a backend of the user', () => {
  for (const returnAs of ['list', 'generator', 'generatorUnordered'] as const) {
    it(`whose submit throws ends the call with that, as ${returnAs}`, async () => {
      const backend = backendThat({ submit() { throw new RangeError('no room') } })
      const results = Parallel({ backend, nJobs: 2, returnAs })([delayed(Math.abs)(1)])
      await rejectionOf(RangeError, 'next' in results ? results.next() : results)
    })
  }

  it('whose share throws ends the call with that', async () => {
    const backend = backendThat({ submit: never, share() { throw new RangeError('not mine') } })
    await rejectionOf(RangeError, Parallel({ backend, nJobs: 2 })([delayed(Math.abs)(1)]))
  })
})

it("a timeout in the caller's thread holds for a promise of a promise", async () => {
  const nested = () => ({ then: (resolve: (value: unknown) => void) => resolve({ then() {} }) })
  await rejectionOf(TimeoutError, Parallel({ backend: 'async', nJobs: 2, timeout: 10 })([delayed(nested)()]))
})

it('a program that makes ever new initializers keeps few idle workers', async () => {
  const alive = new Set<object>()
  const note = (worker: Worker) => {
    alive.add(worker)
    worker.once('exit', () => alive.delete(worker))
  }
  process.on('worker', note)
  for (let i = 0; i < 22; i++) await Parallel({ nJobs: 1, backend: 'threads', initializer: coldWorkers() })([delayed(Math.abs)(1)])
  process.off('worker', note)
  await until(() => alive.size <= 16, 'the oldest workers have ended')
})
