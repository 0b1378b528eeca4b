import { expect } from 'chai'
import { delayed, Parallel, type ParallelOptions, type Task, WorkerDiedError } from 'allcores'
import * as killers from '../fixtures/errors-killers.js'
import { double, doubleLogged, gate, meet, spin, waitForEver } from '../fixtures/errors-tasks.js'
import { familyGone } from '../helpers/alive.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { startProgram } from '../helpers/program.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'

const range = (count: number) => Array.from({ length: count }, (_, n) => n)

/** What a call may ask for besides: each makes workers do their work in another way. */
const MANNERS: Readonly<Record<string, ParallelOptions>> = {
  'a timeout': { timeout: 60_000 },
  'retries that refuse': { retries: { limit: 3, shouldRetry: () => false } },
  'workers that are replaced': { maxTasksPerWorker: 5 },
  'little memory': { maxMemoryPerWorker: '1G' },
  'no time to idle': { idleTimeout: 0 },
  'a finalizer': { finalizer: () => {} },
  'all of these': {
    timeout: 60_000, retries: { limit: 1, shouldRetry: () => false }, maxTasksPerWorker: 3, maxMemoryPerWorker: '1G', idleTimeout: 1, finalizer: () => {},
  },
}
const exits = (log: string) => delayed(killers.exit)(log, 7)
const throwsLater = delayed(killers.throwLater)

for (const backend of IN_WORKERS) {
  describe(`a task that ends its worker, on ${backend}`, () => {
    const scratch = useScratch()

    // what they change is the same for both backends: one of them has each by itself
    for (const [manner, options] of Object.entries(MANNERS).slice(backend === 'threads' ? 0 : -1)) {
      it(`with ${manner}: costs only itself, and nothing runs twice`, async () => {
        const started = scratch.file('started')
        const killer: Readonly<Record<number, Task>> = { 4: exits(started), 11: throwsLater(started) }
        const tasks = range(20).map((n) => killer[n] ?? delayed(doubleLogged)(started, n))
        const parallel = Parallel({ backend, nJobs: 2, batchSize: 10, initializer: coldWorkers(), ...options, onError: 'return', returnAs: 'list' })
        const results = await parallel(tasks)
        const told = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))
        expect(told).to.deep.equal(range(20).map((n) => (n in killer ? 'ERR_WORKER_DIED' : 2 * n)))
        expect(scratch.lines('started').sort()).to.deep.equal(range(20).map((n) => (n in killer ? 'killer' : String(n))).sort())
        await parallel.close()
      })
    }

    it('[D8] when nobody holds the instance any more: the error is told, and no worker is left', async () => {
      const program = startProgram('lost-instance', { args: [backend, scratch.file('log')], flags: ['--expose-gc'] })
      expect(await program.ended).to.deep.equal({ exitCode: 0, signal: null, stdout: 'ERR_WORKER_DIED 20\n', stderr: '' })
      await familyGone(program.mark)
    })

    it('[D10] while a call with more workers begins: both calls come to their end, and so does the next', async () => {
      const initializer = coldWorkers()
      const open = (nJobs: number) => Parallel({ backend, nJobs, batchSize: 1, initializer, onError: 'return' })
      const [small, large] = [open(2), open(3)]
      await small(range(2).map(() => delayed(meet)(scratch.file('warm'), 2)))
      const deadly = small([delayed(killers.exit)(scratch.file('log'), 1), delayed(double)(1)])
      const growing = large(range(3).map(() => delayed(meet)(scratch.file('meeting'), 3)))
      expect((await deadly).map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled'])
      expect((await growing).map(({ status }) => status)).to.deep.equal(Array(3).fill('fulfilled'))
      for (const parallel of [small, large, small]) {
        expect(await parallel([delayed(double)(2)])).to.deep.equal([{ status: 'fulfilled', value: 4 }])
      }
      await Promise.all([small.close(), large.close()])
    })

    it('[D10] after a call with fewer workers: the next has them all', async () => {
      const initializer = coldWorkers()
      for (const [call, nJobs] of [2, 1, 2].entries()) {
        const parallel = Parallel({ backend, nJobs, batchSize: 1, initializer })
        await rejectionOf(WorkerDiedError, parallel([delayed(killers.exit)(scratch.file('log'), 1)]))
        expect(new Set(await parallel(range(nJobs).map(() => delayed(meet)(scratch.file(`meeting-${call}`), nJobs)))).size).to.equal(nJobs)
        if (call === 2) await parallel.close()
      }
    })

    it('leaves tasks at other workers alone while they run', async () => {
      const parallel = Parallel({ backend, nJobs: 2, batchSize: 1, onError: 'return', timeout: 60_000 })
      const call = parallel([delayed(gate)(scratch.file('open')), ...range(2).map(() => delayed(killers.exit)(scratch.file('log'), 1)), delayed(double)(1)])
      await until(() => scratch.lines('log').length === 2, 'two workers have died')
      scratch.write('open')
      const told = (await call).map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))
      expect(told).to.deep.equal(['through', 'ERR_WORKER_DIED', 'ERR_WORKER_DIED', 2])
    })
  })
}

describe('a worker process that is killed from outside', () => {
  const scratch = useScratch()

  for (const [signal, what, task] of [['SIGKILL', 'waits', waitForEver], ['SIGSEGV', 'computes', spin], ['SIGTERM', 'computes', spin]] as const) {
    it(`by ${signal} while its task ${what} loses that, is told by signal, and retries run it again`, async () => {
      const log = scratch.file('pids')
      const parallel = Parallel({ backend: 'processes', nJobs: 2, batchSize: 1, retries: { limit: 1, minDelay: 0 }, timeout: 60_000 })
      const call = rejectionOf(WorkerDiedError, parallel([delayed(task)(log), delayed(double)(1)]))
      for (let run = 1; run <= 2; run++) {
        await until(() => scratch.lines('pids').length === run, `run ${run}`)
        process.kill(Number(scratch.lines('pids')[run - 1]), signal)
      }
      expect(await call).to.include({ code: 'ERR_WORKER_DIED', signal })
      expect(scratch.lines('pids')).to.have.lengthOf(2)
      expect(await parallel([delayed(double)(1)])).to.deep.equal([2])
    })
  }
})
