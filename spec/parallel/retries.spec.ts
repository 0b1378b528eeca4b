import { getEventListeners } from 'node:events'
import { expect } from 'chai'
import { ClosedError, delayed, Parallel, type ParallelOptions, taskOf, WorkerDiedError } from 'allcores'
import { double, doubleLogged, reject } from '../fixtures/errors-tasks.js'
import { failFirst, firstDo } from '../fixtures/workers-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'

const AT_ONCE = { minDelay: 0 }
/** Longer than a test may take. */
const FAR_OFF = { limit: 1, minDelay: 600_000, maxDelay: 600_000 }

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const doubles = (count: number) => range(count).map((n) => delayed(double)(n))
const doubled = (count: number) => range(count).map((n) => 2 * n)
type Told = Parameters<NonNullable<ParallelOptions['onRetry']>>[0]

for (const backend of EVERY_BACKEND) {
  describe(`retries on ${backend}`, () => {
    const scratch = useScratch()
    const options = { backend, nJobs: 2 } as const satisfies ParallelOptions
    const failing = (times: number, name = 'runs') => delayed(failFirst)(scratch.file(name), times, 'done')

    it('run a task again until it succeeds, and tell of each failure', async () => {
      const events: Told[] = []
      const parallel = Parallel({ ...options, retries: { limit: 5, minDelay: 1 }, onRetry: (event) => void events.push(event) })
      expect(await parallel([...doubles(2), failing(3), ...doubles(2)])).to.deep.equal([0, 2, 'done', 0, 2])
      expect(scratch.lines('runs')).to.have.lengthOf(4)
      expect(events.map(({ attempt, error }) => [attempt, (error as Error).message])).to.deep.equal([[1, 'run 1'], [2, 'run 2'], [3, 'run 3']])
      expect(events.map(({ task }) => [task.index, task.fn])).to.deep.equal(Array(3).fill([2, 'failFirst']))
    })

    it('wait longer each time, up to the most', async () => {
      const delays: number[] = []
      const retries = { limit: 6, minDelay: 1, factor: 3, maxDelay: 20 }
      await Parallel({ ...options, retries, onRetry: ({ delay }) => void delays.push(delay) })([failing(6)])
      expect(delays).to.deep.equal([1, 3, 9, 20, 20, 20])
    })

    it('wait 100 ms first where only a number is given', async () => {
      const delays: number[] = []
      await Parallel({ ...options, retries: 3, onRetry: ({ delay }) => void delays.push(delay) })([failing(1)])
      expect(delays).to.deep.equal([100])
    })

    it('that are used up leave the last error, with its task', async () => {
      const error = await rejectionOf(RangeError, Parallel({ ...options, retries: { limit: 2, ...AT_ONCE } })([...doubles(3), failing(9)]))
      expect(error.message).to.equal('run 3')
      expect(taskOf(error)).to.include({ index: 3, fn: 'failFirst' })
      expect(scratch.lines('runs')).to.have.lengthOf(3)
    })

    it('left out, or 0, run nothing twice and tell of nothing', async () => {
      for (const [call, retries] of [undefined, 0, { limit: 0 }].entries()) {
        const parallel = Parallel({ ...options, retries, onRetry: () => expect.fail('told') })
        await rejectionOf(RangeError, parallel([failing(1, `runs-${call}`)]))
        expect(scratch.lines(`runs-${call}`)).to.have.lengthOf(1)
      }
    })

    it('end when shouldRetry says no: it sees what was thrown, and the task', async () => {
      const asked: unknown[] = []
      const shouldRetry = (error: unknown, task: object) => {
        asked.push([(error as Error).message, task])
        return (error as Error).message !== 'run 2'
      }
      const call = Parallel({ ...options, retries: { limit: 9, ...AT_ONCE, shouldRetry } })([delayed(double)(1), failing(9)])
      expect((await rejectionOf(RangeError, call)).message).to.equal('run 2')
      expect(asked).to.have.lengthOf(2)
      expect(asked[0]).to.have.nested.property('[0]', 'run 1')
      expect(asked[0]).to.have.nested.property('[1]').that.include({ index: 1, fn: 'failFirst' })
      expect(scratch.lines('runs')).to.have.lengthOf(2)
    })

    it('run only the task that failed again, not the others of its batch', async () => {
      const tasks = range(16).map((n) => (n === 5 ? failing(3) : delayed(doubleLogged)(scratch.file('begun'), n)))
      const results = await Parallel({ ...options, batchSize: 8, retries: { limit: 3, ...AT_ONCE } })(tasks)
      expect(results).to.deep.equal(range(16).map((n) => (n === 5 ? 'done' : 2 * n)))
      expect(scratch.lines('begun').map(Number).sort((a, b) => a - b)).to.deep.equal(range(16).filter((n) => n !== 5))
    })

    it('are told apart by task when many fail, whatever the batches', async () => {
      const tasks = range(300).map((n) => (n % 7 === 0 ? failing(n % 3, `runs-${n}`) : delayed(double)(n)))
      const results = await Parallel({ ...options, retries: { limit: 2, ...AT_ONCE } })(tasks)
      expect(results).to.deep.equal(range(300).map((n) => (n % 7 === 0 ? 'done' : 2 * n)))
      for (let n = 0; n < 300; n += 7) expect(scratch.lines(`runs-${n}`)).to.have.lengthOf((n % 3) + 1)
    })

    it('give each failure that is to be returned its last error, and the others their values', async () => {
      const parallel = Parallel({ ...options, retries: { limit: 1, ...AT_ONCE }, onError: 'return' })
      const results = await parallel([failing(1, 'a'), failing(2, 'b'), delayed(double)(1)])
      expect(results[0]).to.deep.equal({ status: 'fulfilled', value: 'done' })
      expect(results[1]).to.have.nested.property('reason.message', 'run 2')
      expect(results[1]).to.have.nested.property('task.index', 1)
      expect(results[2]).to.deep.equal({ status: 'fulfilled', value: 2 })
    })

    it('know a task that throws undefined for one that fails', async () => {
      const errors: unknown[] = []
      const parallel = Parallel({ ...options, retries: { limit: 1, ...AT_ONCE }, onRetry: ({ error }) => void errors.push(error) })
      expect(await parallel([delayed(firstDo)(scratch.file('runs'), 1, 'throw undefined', 'done')])).to.deep.equal(['done'])
      expect(errors).to.deep.equal([undefined])
    })

    it('keep the order of a stream', async () => {
      const tasks = [failing(2), ...doubles(20), failing(1, 'more'), ...doubles(3)]
      const parallel = Parallel({ ...options, retries: { limit: 2, minDelay: 1 }, returnAs: 'generator' })
      expect(await collect(parallel(tasks))).to.deep.equal(['done', ...doubled(20), 'done', ...doubled(3)])
    })

    for (const hook of ['onRetry', 'shouldRetry'] as const) {
      it(`end the call by what ${hook} throws`, async () => {
        const oops = new TypeError('the hook')
        const thrower = () => {
          throw oops
        }
        const retries = { limit: 3, ...AT_ONCE, ...(hook === 'shouldRetry' && { shouldRetry: thrower }) }
        const parallel = Parallel({ ...options, retries, ...(hook === 'onRetry' && { onRetry: thrower }), onError: 'return' })
        expect(await rejection(parallel([...doubles(3), failing(2), ...doubles(3)]))).to.equal(oops)
        expect(await Parallel(options)(doubles(3))).to.deep.equal(doubled(3))
        await parallel.close()
      })
    }

    it('that are far off hold up no other task where order is of no account', async function () {
      // one after the other: a task has its turn until it is over
      if (backend === 'sequential') this.skip()
      const parallel = Parallel({ ...options, retries: FAR_OFF, returnAs: 'generatorUnordered' })
      const results = parallel([failing(9), ...doubles(40)])
      const got: unknown[] = []
      for (let n = 0; n < 40; n++) got.push((await results.next()).value)
      expect(got.map(Number).sort((a, b) => a - b)).to.deep.equal(doubled(40))
      await results.return()
    })

    it('that are far off end at once with the signal', async () => {
      const controller = new AbortController()
      const { signal } = controller
      let told = () => {}
      const retrying = new Promise<void>((resolve) => (told = resolve))
      const call = rejection(Parallel({ ...options, retries: FAR_OFF, signal, onRetry: () => told() })([failing(9), ...doubles(3)]))
      await retrying
      controller.abort('enough')
      expect(await call).to.equal('enough')
      expect(getEventListeners(signal, 'abort')).to.have.lengthOf(0)
      expect(scratch.lines('runs')).to.have.lengthOf(1)
    })

    it('that are far off end at once with close() by force, and with a failure that is final', async () => {
      let told = () => {}
      const retrying = new Promise<void>((resolve) => (told = resolve))
      const parallel = Parallel({ ...options, retries: FAR_OFF, onRetry: () => told() })
      const call = rejectionOf(ClosedError, parallel([failing(9), ...doubles(3)]))
      await retrying
      await parallel.close({ force: true })
      await call

      if (backend === 'sequential') return
      const shouldRetry = (error: unknown) => (error as Error).message !== 'final'
      const other = Parallel({ ...options, batchSize: 1, retries: { ...FAR_OFF, shouldRetry } })
      const error = await rejectionOf(RangeError, other([failing(9, 'other runs'), ...doubles(10), delayed(reject)('final')]))
      expect(error.message).to.equal('final')
      await other.close()
    })

    it('are waited for by close()', async () => {
      const parallel = Parallel({ ...options, retries: { limit: 2, minDelay: 5 } })
      const call = parallel([failing(2), ...doubles(3)])
      await parallel.close()
      expect(await Promise.race([call, 'not done'])).to.deep.equal(['done', ...doubled(3)])
    })

    it('leave the bounds of preDispatch alone', async () => {
      let read = 0
      let most = 0
      function* input() {
        for (; read < 60; read++) yield read % 4 === 0 ? failing(1, `runs-${read}`) : delayed(double)(read)
      }
      const parallel = Parallel({ ...options, batchSize: 1, preDispatch: 4, retries: { limit: 1, ...AT_ONCE }, returnAs: 'generator' })
      let done = 0
      for await (const _ of parallel(input())) most = Math.max(most, read - done++)
      expect(done).to.equal(60)
      expect(most).to.be.at.most(8)
    })
  })
}

for (const backend of IN_WORKERS) {
  describe(`retries of tasks that lose their worker, on ${backend}`, () => {
    const scratch = useScratch()
    const options = { backend, nJobs: 2 } as const satisfies ParallelOptions

    it('run the task again in another worker, and nothing else twice', async () => {
      const errors: unknown[] = []
      const onRetry = ({ error }: Told) => void errors.push((error as { code?: string }).code)
      const deadly = delayed(firstDo)(scratch.file('runs'), 2, 'exit', 'done')
      const tasks = range(16).map((n) => (n === 5 ? deadly : delayed(doubleLogged)(scratch.file('begun'), n)))
      const results = await Parallel({ ...options, batchSize: 8, retries: { limit: 2, ...AT_ONCE }, onRetry })(tasks)
      expect(results).to.deep.equal(range(16).map((n) => (n === 5 ? 'done' : 2 * n)))
      expect(errors).to.deep.equal(['ERR_WORKER_DIED', 'ERR_WORKER_DIED'])
      expect(scratch.lines('runs')).to.have.lengthOf(3)
      expect(scratch.lines('begun').map(Number).sort((a, b) => a - b)).to.deep.equal(range(16).filter((n) => n !== 5))
    })

    it('that are used up leave the WorkerDiedError', async () => {
      const parallel = Parallel({ ...options, retries: { limit: 1, ...AT_ONCE } })
      const error = await rejectionOf(WorkerDiedError, parallel([...doubles(2), delayed(firstDo)(scratch.file('runs'), 9, 'exit', 0)]))
      expect(error.exitCode).to.equal(3)
      expect(taskOf(error)).to.include({ index: 2, fn: 'firstDo' })
      expect(scratch.lines('runs')).to.have.lengthOf(2)
    })

    it('go on when the only worker ends while another task waits for its next run', async () => {
      const deadly = delayed(firstDo)(scratch.file('deadly'), 1, 'exit', 'alive')
      const late = delayed(failFirst)(scratch.file('late'), 1, 'late')
      await using parallel = Parallel({ backend, nJobs: 1, batchSize: 1, retries: { limit: 1, minDelay: 50 }, initializer: coldWorkers() })
      expect(await parallel([late, deadly, ...doubles(3)])).to.deep.equal(['late', 'alive', ...doubled(3)])
    })

    it('end by an abort while the next run is under way', async () => {
      const controller = new AbortController()
      const parallel = Parallel({ ...options, retries: { limit: 5, ...AT_ONCE }, signal: controller.signal })
      const call = rejection(parallel([delayed(firstDo)(scratch.file('a'), 1, 'exit', 0), delayed(firstDo)(scratch.file('b'), 9, 'wait', 0)]))
      await until(() => scratch.lines('a').length === 2 && scratch.lines('b').length > 0)
      controller.abort('enough')
      expect(await call).to.equal('enough')
      expect(scratch.lines('b')).to.have.lengthOf(1)
      await parallel.close()
    })
  })
}
