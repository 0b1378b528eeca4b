import { expect } from 'chai'
import { type BackendName, delayed, Parallel, type Task, taskOf, WorkerDiedError } from 'allcores'
import { exit } from '../fixtures/errors-killers.js'
import { double, gate, reject, spin, waitForEver } from '../fixtures/errors-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { type Scratch, useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'

const doubles = (count: number, from = 0) => Array.from({ length: count }, (_, i) => delayed(double)(from + i))
const doubled = (count: number, from = 0) => Array.from({ length: count }, (_, i) => 2 * (from + i))

type Where = { readonly backend: BackendName; readonly nJobs: number; readonly batchSize: number }

interface Disturbance {
  readonly backends: readonly BackendName[]
  /** Comes back when it is over. */
  readonly happen: (options: Where, scratch: Scratch) => Promise<unknown>
}

/** What one call may go through without another noticing. */
const DISTURBANCES: Readonly<Record<string, Disturbance>> = {
  'an error': {
    backends: EVERY_BACKEND,
    happen: (options) => rejectionOf(RangeError, Parallel(options)([...doubles(3), delayed(reject)('no'), ...doubles(3)])),
  },
  'an error of its input': {
    backends: EVERY_BACKEND,
    happen: (options) => rejection(Parallel(options)((function* () {
      yield* doubles(3)
      throw new Error('input')
    })())),
  },
  'an abort': {
    backends: EVERY_BACKEND,
    async happen(options, scratch) {
      const controller = new AbortController()
      const tasks = [...doubles(3), delayed(waitForEver)(scratch.file('waiting')), ...doubles(3)]
      const call = rejection(Parallel({ ...options, signal: controller.signal })(tasks))
      await until(() => scratch.has('waiting'))
      controller.abort('enough')
      expect(await call).to.equal('enough')
    },
  },
  'an early break': {
    backends: EVERY_BACKEND,
    async happen(options, scratch) {
      const tasks = [...doubles(3), delayed(waitForEver)(scratch.file('waiting')), ...doubles(3)]
      for await (const result of Parallel({ ...options, returnAs: 'generator' })(tasks)) if (result === 4) break
    },
  },
  'a worker\'s death': {
    backends: IN_WORKERS,
    happen: (options, scratch) =>
      rejectionOf(WorkerDiedError, Parallel(options)([...doubles(3), delayed(exit)(scratch.file('log'), 5), ...doubles(3)])),
  },
  'an abort of a task that never comes back': {
    backends: IN_WORKERS,
    async happen(options, scratch) {
      const controller = new AbortController()
      const call = rejection(Parallel({ ...options, signal: controller.signal })([delayed(spin)(scratch.file('spinning'))]))
      await until(() => scratch.has('spinning'))
      controller.abort('enough')
      expect(await call).to.equal('enough')
    },
  },
}

for (const backend of EVERY_BACKEND) {
  describe(`isolation of calls on ${backend}`, () => {
    const scratch = useScratch()

    it('calls of one instance at the same time get their own results', async () => {
      const parallel = Parallel({ backend, nJobs: 2 })
      const calls = Array.from({ length: 8 }, (_, call) => parallel(doubles(50, 1000 * call)))
      expect(await Promise.all(calls)).to.deep.equal(calls.map((_, call) => doubled(50, 1000 * call)))
    })

    it('instances with different numbers of jobs get their own results', async () => {
      const calls = [2, 3, 2, 3].map((nJobs, call) => Parallel({ backend, nJobs, batchSize: nJobs })(doubles(50, 1000 * call)))
      expect(await Promise.all(calls)).to.deep.equal(calls.map((_, call) => doubled(50, 1000 * call)))
    })

    it('streams of one instance at the same time, read by turns, get their own results', async () => {
      const parallel = Parallel({ backend, nJobs: 2, returnAs: 'generator' })
      const streams = [0, 1, 2].map((call) => parallel(doubles(20, 1000 * call)))
      const seen: unknown[][] = [[], [], []]
      for (let turn = 0; turn < 20; turn++) {
        for (const [call, stream] of streams.entries()) seen[call]!.push((await stream.next()).value)
      }
      expect(seen).to.deep.equal([doubled(20), doubled(20, 1000), doubled(20, 2000)])
    })

    it('errors of calls at the same time name each its own task', async () => {
      const parallel = Parallel({ backend, nJobs: 2 })
      const errors = await Promise.all([0, 3, 7].map((place) =>
        rejectionOf(RangeError, parallel([...doubles(place), delayed(reject)(`at ${place}`), ...doubles(2)]))))
      expect(errors.map((error) => taskOf(error))).to.deep.equal(
        [0, 3, 7].map((index) => ({ index, fn: 'reject', args: `'at ${index}'` })))
    })

    for (const [what, { backends, happen }] of Object.entries(DISTURBANCES)) {
      if (!backends.includes(backend)) continue

      for (const nJobs of [2, 3]) {
        it(`${what} in one call leaves a call of another instance with ${nJobs} jobs alone`, async () => {
          async function* input(): AsyncGenerator<Task<unknown>> {
            yield* doubles(20)
            if (backend !== 'sequential') yield delayed(gate)(scratch.file('open')) // runs while the other call does
            yield* doubles(20)
            await happen({ backend, nJobs: 2, batchSize: 1 }, scratch)
            scratch.write('open')
            yield* doubles(20)
          }
          const results = await Parallel({ backend, nJobs })(input())
          expect(results.filter((result) => result !== 'through')).to.deep.equal([...doubled(20), ...doubled(20), ...doubled(20)])
          expect(results.indexOf('through')).to.equal(backend === 'sequential' ? -1 : 20)
        })
      }

      it(`${what} in one call leaves the next call on the same workers clean`, async () => {
        for (const nJobs of [2, 3]) {
          await happen({ backend, nJobs: 2, batchSize: 1 }, scratch)
          expect(await Parallel({ backend, nJobs })(doubles(30))).to.deep.equal(doubled(30))
        }
      })
    }

    it('an error in one call leaves another call of its instance alone, and so does an early end', async () => {
      const parallel = Parallel({ backend, nJobs: 2, batchSize: 1, returnAs: 'generator' })
      const gated: Task<unknown>[] = [delayed(gate)(scratch.file('open')), ...doubles(20)]
      const other = collect(parallel(gated))
      const failing: Task<unknown>[] = [delayed(reject)('no'), ...doubles(5)]
      await rejectionOf(RangeError, collect(parallel(failing)))
      for await (const _ of parallel(doubles(10))) break
      await parallel(doubles(10)).return()
      scratch.write('open')
      expect(await other).to.deep.equal(['through', ...doubled(20)])
    })

    it('a call after a failed one starts from nothing: its results, its indices', async () => {
      const parallel = Parallel({ backend, nJobs: 2, batchSize: 4 })
      const returning = Parallel({ backend, nJobs: 2, batchSize: 4, onError: 'return' })
      const failing = () => [...doubles(9), delayed(reject)('tenth'), ...doubles(9)]
      for (let call = 0; call < 3; call++) {
        expect(taskOf(await rejection(parallel(failing())))?.index).to.equal(9)
        expect((await returning(failing())).map(({ status }) => status).indexOf('rejected')).to.equal(9)
      }
      expect(await parallel(doubles(7))).to.deep.equal(doubled(7))
    })

    it('two calls with the same task objects and the same input array leave both as they were', async () => {
      const parallel = Parallel({ backend, nJobs: 2 })
      const tasks = doubles(5)
      const before = [...tasks]
      expect(await Promise.all([parallel(tasks), parallel(tasks)])).to.deep.equal([doubled(5), doubled(5)])
      expect(tasks).to.deep.equal(before)
    })
  })
}

for (const backend of IN_WORKERS) {
  describe(`isolation of calls that share the workers of one instance on ${backend}`, () => {
    const scratch = useScratch()

    it('a worker\'s death in one call costs no task of another', async () => {
      const parallel = Parallel({ backend, nJobs: 3, batchSize: 1 })
      const other = parallel([delayed(gate)(scratch.file('open')), ...doubles(20)])
      for (let death = 0; death < 3; death++) {
        await rejectionOf(WorkerDiedError, parallel([delayed(exit)(scratch.file('log'), death), ...doubles(3)]))
      }
      scratch.write('open')
      expect(await other).to.deep.equal(['through', ...doubled(20)])
      expect(scratch.lines('log')).to.have.lengthOf(3)
    })

    it('a worker that comes to the end of a stopped task as it is killed gets no task of another call', async () => {
      await using parallel = Parallel({ backend, nJobs: 1, batchSize: 1, returnAs: 'generator', initializer: coldWorkers() })
      const tasks: Task<unknown>[] = [delayed(double)(1), delayed(gate)(scratch.file('open'))]
      const stopped = parallel(tasks)
      await stopped.next()
      await stopped.return()
      const other = collect(parallel(doubles(3)))
      scratch.write('open')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100) // its grace runs out before its word is heard
      expect(await other).to.deep.equal(doubled(3))
    })

    it('closing one instance takes no worker from another that has work for it', async () => {
      const [one, other] = [Parallel({ backend, nJobs: 2, batchSize: 1 }), Parallel({ backend, nJobs: 2, batchSize: 1 })]
      await one(doubles(10))
      const call = other([delayed(gate)(scratch.file('open')), ...doubles(10)])
      await one.close()
      await one.close({ force: true })
      scratch.write('open')
      expect(await call).to.deep.equal(['through', ...doubled(10)])
      await other.close()
      expect(await one(doubles(3))).to.deep.equal(doubled(3))
    })
  })
}
