import { expect } from 'chai'
import { delayed, Parallel, type ParallelOptions } from 'allcores'
import { double, here } from '../fixtures/errors-tasks.js'
import { countHere, firstDo, gateLines, tell } from '../fixtures/workers-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { collect } from '../helpers/collect.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { isRunning } from '../helpers/places.js'
import { runProgram } from '../helpers/program.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'
import { useWarnings } from '../helpers/warnings.js'

const range = (count: number) => Array.from({ length: count }, (_, n) => n)

for (const backend of IN_WORKERS) {
  describe(`maxTasksPerWorker on ${backend}`, () => {
    const scratch = useScratch()
    const warnings = useWarnings()
    const options = { backend, nJobs: 1, batchSize: 1 } as const satisfies ParallelOptions
    const cold = (most: number, others: ParallelOptions = {}) =>
      Parallel({ ...options, maxTasksPerWorker: most, initializer: coldWorkers(), ...others, returnAs: 'list', onError: 'raise' })
    const starts = () => scratch.lines('log').filter((line) => line.startsWith('start')).length

    const crowds: readonly ParallelOptions[] = [
      { nJobs: 2, batchSize: 8, preDispatch: 'all' },
      ...(backend === 'threads' ? [{ nJobs: 1, batchSize: 1 }, { nJobs: 1 }] : []), // who counts is the same for both
    ]
    for (const { nJobs = 1, batchSize = 'auto', ...others } of crowds) {
      it(`no worker runs more than 3 tasks: ${nJobs} jobs, batches of ${batchSize}`, async () => {
        await using parallel = cold(3, { nJobs, batchSize, ...others })
        const told = await parallel(range(8).map(() => delayed(countHere)()))
        const counts = told.map((text) => Number(text.split(' ')[1]))
        expect(Math.max(...counts)).to.be.at.most(3)
        expect(new Set(told).size, 'none twice').to.equal(8)
        expect(warnings).to.deep.equal([])
      })
    }

    it('1 gives every task a worker of its own, and leaves none of before running, while the instance is in use', async () => {
      await using parallel = cold(1)
      const places = await parallel(range(4).map(() => delayed(here)()))
      expect(new Set(places).size).to.equal(4)
      await until(() => !places.some(isRunning), 'those before have ended')
    })

    it('counts from one call to the next', async () => {
      await using parallel = cold(2)
      const places: string[] = []
      for (let call = 0; call < 3; call++) places.push(...(await parallel([delayed(here)()])))
      for (const place of places) expect(places.filter((other) => other === place)).to.have.lengthOf.at.most(2)
    })

    it('starts the new worker while the old one runs its last task, and ends that then', async () => {
      const log = scratch.file('log')
      const parallel = Parallel({ ...options, maxTasksPerWorker: 2, initializer: delayed(tell)(log, 'start'), finalizer: delayed(tell)(log, 'end') })
      const lastOf = (worker: number) => delayed(gateLines)(log, 'start', worker + 1)
      const places = await parallel([1, 2, 3].flatMap((worker) => [delayed(here)(), worker < 3 ? lastOf(worker) : delayed(here)()]))
      await parallel.close()
      expect(new Set(places).size).to.equal(3)
      const order = scratch.lines('log')
      const told = (word: string) => order.filter((line) => line.startsWith(word)).map((line) => line.split(' ')[1]!)
      expect(told('start').slice(0, 3)).to.deep.equal([places[0], places[2], places[4]])
      expect(told('end').sort()).to.deep.equal(told('start').sort())
      expect(told('start').filter(isRunning)).to.deep.equal([])
    })

    it('keeps the order of a stream, and lets it be left', async () => {
      await using parallel = Parallel({ ...options, nJobs: 2, maxTasksPerWorker: 2, initializer: coldWorkers(), returnAs: 'generator' })
      expect(await collect(parallel(range(6).map((n) => delayed(double)(n))))).to.deep.equal(range(6).map((n) => 2 * n))
      for await (const result of parallel(range(6).map((n) => delayed(double)(n)))) if (result === 2) break
    })

    it('goes with retries: the next run may be in another worker', async () => {
      await using parallel = cold(1, { retries: { limit: 2, minDelay: 0 } })
      expect(await parallel([delayed(firstDo)(scratch.file('runs'), 2, 'throw undefined', 'done'), delayed(double)(1)])).to.deep.equal(['done', 2])
    })

    it('an initializer that fails in a new worker ends the call by its error, and nothing hangs', async () => {
      const log = scratch.file('log')
      const initializer = () => {
        tell(log, 'start')
        if (process.getBuiltinModule('node:fs').readFileSync(log, 'utf8').split('\n').length > 2) throw new RangeError('the second time')
      }
      const parallel = Parallel({ ...options, maxTasksPerWorker: 1, initializer })
      const error = await rejectionOf(RangeError, parallel(range(6).map((n) => delayed(double)(n))))
      expect(error.message).to.equal('the second time')
      await parallel.close()
      expect(starts()).to.be.at.least(2)
    })

    it('an initializer that ends a new worker ends the call, told as a failed start', async () => {
      const log = scratch.file('log')
      const initializer = () => {
        tell(log, 'start')
        if (process.getBuiltinModule('node:fs').readFileSync(log, 'utf8').split('\n').length > 2) process.exit(4)
      }
      const parallel = Parallel({ ...options, maxTasksPerWorker: 1, initializer })
      expect(await rejection(parallel(range(6).map((n) => delayed(double)(n))))).to.include({ code: 'ERR_WORKER_START' })
      await parallel.close()
    })

    it('an abort while a new worker starts ends the call at once, and close() comes back', async () => {
      const log = scratch.file('log')
      const controller = new AbortController()
      const initializer = () => {
        tell(log, 'start')
        if (process.getBuiltinModule('node:fs').readFileSync(log, 'utf8').split('\n').length > 2) return new Promise(() => {})
        return undefined
      }
      const parallel = Parallel({ ...options, maxTasksPerWorker: 1, initializer, signal: controller.signal })
      const call = rejection(parallel(range(6).map((n) => delayed(double)(n))))
      await until(() => starts() >= 2, 'a second worker starts')
      controller.abort('enough')
      expect(await call).to.equal('enough')
      await parallel.close()
    })
  })

  describe(`maxMemoryPerWorker on ${backend}`, () => {
    const batchSize = backend === 'threads' ? 'auto' : '1'
    it(`[D11] replaces a worker that leaks 3 MB a task, with batches of ${batchSize}: results are right, one warning tells`, async () => {
      const { stdout, stderr, exitCode } = await runProgram('recycling-leak', { args: [backend, 'leak', batchSize], flags: ['--no-warnings'] })
      expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 })
      const { right, places, most, warnings } = JSON.parse(stdout) as { right: boolean; places: number; most: number; warnings: string[] }
      expect(right).to.equal(true)
      expect(places).to.be.above(1)
      expect(most, 'MB in one worker').to.be.below(batchSize === '1' ? 260 : 400)
      expect(warnings).to.deep.equal(['AllcoresWarning WARN_WORKER_MEMORY'])
    })

    it('[D12] keeps a worker whose tasks leave 1 MB of garbage each, in cycles: garbage counts for nothing', async () => {
      const { stdout, stderr, exitCode } = await runProgram('recycling-leak', { args: [backend, 'litter', '1'], flags: ['--no-warnings'] })
      expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 })
      const { right, places, warnings } = JSON.parse(stdout) as { right: boolean; places: number; warnings: string[] }
      expect({ right, places, warnings }).to.deep.equal({ right: true, places: 1, warnings: [] })
    })
  })
}
