import { expect } from 'chai'
import { type BackendName, delayed, Parallel, type ParallelOptions, type Task, taskOf, type TaskResult, TimeoutError } from 'allcores'
import { exit } from '../fixtures/errors-killers.js'
import { double, doubleLogged, gate, reject, spin, waitForEver } from '../fixtures/errors-tasks.js'
import { block, busy, firstDo } from '../fixtures/workers-tasks.js'
import { allGone } from '../helpers/alive.js'
import { atOnce } from '../helpers/at-once.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { withMoreTime } from '../helpers/more-time.js'
import { runProgram } from '../helpers/program.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'
import { useWarnings } from '../helpers/warnings.js'

const isInWorkers = (backend: BackendName) => (IN_WORKERS as readonly string[]).includes(backend)

/** In the caller's thread tasks that don't wait can't be late, so there is no need to wait long for those that do. */
const withAmple = (backend: BackendName, test: (timeout: number) => Promise<void>) => (isInWorkers(backend) ? withMoreTime(test) : test(50))

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const doubles = (count: number) => range(count).map((n) => delayed(double)(n))
const rest = async (ms: number) => {
  await new Promise((resolve) => setTimeout(resolve, ms))
  return ms
}
const told = (results: readonly TaskResult<unknown>[]) => results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))
const doubled = (count: number) => range(count).map((n) => 2 * n)

for (const backend of EVERY_BACKEND) {
  describe(`timeout on ${backend}`, () => {
    const scratch = useScratch()
    const warnings = useWarnings()
    const options = { backend, nJobs: 2 } as const satisfies ParallelOptions

    it('[E1] of half a minute changes nothing for tasks that are fast', async () => {
      expect(await Parallel({ ...options, timeout: 30_000 })(doubles(100))).to.deep.equal(doubled(100))
    })

    it('that is ample harms none of three thousand tiny tasks', async () => {
      await withAmple(backend, async (timeout) => {
        expect(await Parallel({ ...options, timeout }).map(double, range(3000))).to.deep.equal(doubled(3000))
      })
    })

    for (const timeout of [Infinity, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      it(`of ${timeout} ms never comes, although no timer can wait for so long`, async () => {
        const call = Parallel({ ...options, timeout })([delayed(firstDo)(scratch.file('begun'), 0, 'wait', 1), delayed(gate)(scratch.file('open'))])
        await until(() => scratch.has('begun'))
        for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 1))
        scratch.write('open')
        expect(await call).to.deep.equal([1, 'through'])
        expect(warnings.map(({ name }) => name)).not.to.include('TimeoutOverflowWarning')
      })
    }

    it('[E2] of 10 ms ends a task that waits for ever, by an error that names task and time', async () => {
      const parallel = Parallel({ ...options, timeout: 10 })
      const error = await rejectionOf(TimeoutError, parallel([delayed(waitForEver)(scratch.file('waiting'))]))
      expect(error).to.include({ name: 'TimeoutError', code: 'ERR_TASK_TIMEOUT', timeout: 10 })
      expect(taskOf(error)).to.include({ index: 0, fn: 'waitForEver' })
      expect(error.message).to.contain('waitForEver').and.to.contain('10 ms')
    })

    for (const returnAs of ['generator', 'generatorUnordered'] as const) {
      it(`[E3] ends a stream with returnAs "${returnAs}" at the task's place`, async () => {
        const streaming = { ...options, returnAs, batchSize: 1 } as const
        const call = Parallel({ ...streaming, timeout: 20 })([delayed(waitForEver)(scratch.file('waiting')), ...doubles(3)])
        await rejectionOf(TimeoutError, collect(call))
        expect(await call.next()).to.deep.equal({ done: true, value: undefined })
        const fast = await collect(Parallel({ ...streaming, timeout: 10_000 })(doubles(20)))
        expect(fast.sort((a, b) => a - b)).to.deep.equal(doubled(20))
      })
    }

    it('is raised when retries are used up', async () => {
      const attempts: number[] = []
      const onRetry = ({ attempt }: { attempt: number }) => void attempts.push(attempt)
      const parallel = Parallel({ ...options, timeout: 20, retries: { limit: 2, minDelay: 1 }, onRetry })
      await rejectionOf(TimeoutError, parallel([delayed(waitForEver)(scratch.file('runs'))]))
      expect(attempts).to.deep.equal([1, 2])
    })
  })
}
for (const backend of IN_WORKERS) {
  describe(`timeout of workers on ${backend}`, () => {
    const scratch = useScratch()
    
    it('kills the worker: its task never ends later', async () => {
      const parallel = Parallel({ backend, nJobs: 2, timeout: 100, initializer: coldWorkers() })
      await rejectionOf(TimeoutError, parallel([delayed(spin)(scratch.file('spinning'))]))
      if (backend === 'processes') await allGone(scratch.lines('spinning').map(Number))
      await parallel.close()
    })
  })
}

describe('timeout that is ample', () => {
  const scratch = useScratch(before, after)
  interface Given {
    readonly backend: BackendName
    readonly timeout: number
    readonly file: (name: string) => string
  }
  const everywhere = (what: string, test: (given: Given) => Promise<void>, backends: readonly BackendName[]) =>
    Object.fromEntries(backends.map((backend) => {
      const attempt = (timeout: number) => test({ backend, timeout, file: (name) => `${backend}-${timeout}-${name}` })
      return [`${what}, on ${backend}`, () => withAmple(backend, attempt)]
    }))

  atOnce({
    ...everywhere('is one task\'s failure where failures are returned, and leaves the instance usable', async ({ backend, timeout, file }) => {
      const parallel = Parallel({ backend, nJobs: 2, timeout, onError: 'return' })
      const tasks = [...doubles(3), delayed(waitForEver)(scratch.file(file('waiting'))), ...doubles(3)]
      const results = await parallel(tasks)
      expect(results[3]).to.have.nested.property('reason.code', 'ERR_TASK_TIMEOUT')
      expect(results[3]).to.have.nested.property('task.index', 3)
      expect(told(results)).to.deep.equal([0, 2, 4, 'ERR_TASK_TIMEOUT', 0, 2, 4])
      expect(told(await parallel(doubles(3)))).to.deep.equal(doubled(3))
    }, EVERY_BACKEND),

    ...everywhere('is a failure as any other for retries: the next run may be faster', async ({ backend, timeout, file }) => {
      const task = delayed(firstDo)(scratch.file(file('runs')), 1, 'wait', 'at last')
      const parallel = Parallel({ backend, nJobs: 2, timeout, retries: { limit: 1, minDelay: 1 } })
      expect(await parallel([...doubles(3), task, ...doubles(3)])).to.deep.equal([0, 2, 4, 'at last', 0, 2, 4])
      expect(scratch.lines(file('runs'))).to.have.lengthOf(2)
    }, EVERY_BACKEND),

    ...everywhere('counts from the start of each task: many in a row may take longer', async ({ backend, timeout }) => {
      const times = Array(6).fill(0.3 * timeout)
      const fn: (ms: number) => number | Promise<number> = isInWorkers(backend) ? rest : busy
      expect(await Parallel({ backend, nJobs: 1, batchSize: 8, timeout }).map(fn, times)).to.deep.equal(times)
    }, EVERY_BACKEND),

    ...everywhere('costs nobody else of a batch, and of more tasks than there are workers ends them all', async ({ backend, timeout, file }) => {
      const stuck: Readonly<Record<number, (log: string) => unknown>> = { 0: block, 3: waitForEver, 7: block, 8: waitForEver }
      const isStuck = (n: number) => n in stuck
      const tasks = range(16).map((n) => stuck[n] ? delayed(stuck[n])(scratch.file(file('late'))) : delayed(doubleLogged)(scratch.file(file('begun')), n))
      const results = await Parallel({ backend, nJobs: 2, timeout, batchSize: 8, onError: 'return', initializer: coldWorkers() })(tasks)
      expect(told(results)).to.deep.equal(range(16).map((n) => (isStuck(n) ? 'ERR_TASK_TIMEOUT' : 2 * n)))
      expect(results.flatMap((result) => (result.status === 'rejected' ? [result.task.index] : []))).to.deep.equal([0, 3, 7, 8])
      expect(scratch.lines(file('begun')).map(Number).sort((a, b) => a - b)).to.deep.equal(range(16).filter((n) => !isStuck(n)))
      expect(scratch.lines(file('late'))).to.have.lengthOf(4)
    }, IN_WORKERS),

    ...everywhere('goes with workers that are replaced, failures and deaths: nothing is lost, nothing runs twice', async ({ backend, timeout, file }) => {
      const log = scratch.file(file('trouble'))
      const trouble: Readonly<Record<number, Task>> = { 1: delayed(block)(log), 3: delayed(reject)('no'), 6: delayed(exit)(log, 1), 9: delayed(waitForEver)(log) }
      const codes: Readonly<Record<number, unknown>> = { 1: 'ERR_TASK_TIMEOUT', 3: undefined, 6: 'ERR_WORKER_DIED', 9: 'ERR_TASK_TIMEOUT' }
      const tasks = range(11).map((n) => trouble[n] ?? delayed(doubleLogged)(scratch.file(file('replaced')), n))
      const options = { backend, nJobs: 2, timeout, batchSize: 8, maxTasksPerWorker: 2, onError: 'return', initializer: coldWorkers() } as const
      expect(told(await Parallel(options)(tasks))).to.deep.equal(range(11).map((n) => (n in trouble ? codes[n] : 2 * n)))
      expect(scratch.lines(file('replaced')).map(Number).sort((a, b) => a - b)).to.deep.equal(range(11).filter((n) => !(n in trouble)))
    }, IN_WORKERS),

    ...everywhere('does not count what comes before the task: the start of a worker, and its initializer', async ({ backend, timeout }) => {
      await using parallel = Parallel({ backend, nJobs: 1, timeout, initializer: delayed(rest)(1.2 * timeout) })
      expect(await parallel(doubles(4))).to.deep.equal(doubled(4))
    }, IN_WORKERS),
  })

  it('where no backend is chosen ends a task that never comes back after many that were tiny', async () => {
    const ended = await runProgram('timeout-unchosen', { args: [scratch.file('log')] })
    expect(ended).to.deep.equal({ exitCode: 0, signal: null, stdout: 'ERR_TASK_TIMEOUT\n', stderr: '' })
  })
})

for (const backend of IN_PROCESS) {
  describe(`timeout in the caller's thread, on ${backend}`, () => {
    const isTold = backend === 'sequential'
    it(`[E4] is told by ${isTold ? 'one warning in a program, which names backend and time' : 'no warning'}, and ends tasks that wait`, async () => {
      const { stdout, stderr, exitCode } = await runProgram('timeout-warning', { args: [backend], flags: ['--no-warnings'] })
      const { warnings, codes } = JSON.parse(stdout) as { warnings: { name: string; code: string; message: string }[]; codes: string[] }
      expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 })
      expect(codes).to.deep.equal(['ERR_TASK_TIMEOUT', 'ERR_TASK_TIMEOUT', 'ERR_TASK_TIMEOUT'])
      expect(warnings.map(({ name, code }) => `${name} ${code}`)).to.deep.equal(isTold ? ['AllcoresWarning WARN_TIMEOUT'] : [])
      if (isTold) expect(warnings[0]!.message).to.contain(backend).and.to.contain('10 ms')
    })

    it('what a task that was given up throws later is no rejection that nobody handles', async () => {
      let open = () => {}
      const opened = new Promise<void>((resolve) => (open = resolve))
      const unhandled: unknown[] = []
      const note = (reason: unknown) => void unhandled.push(reason)
      const late = async () => {
        await opened
        throw new Error('late')
      }
      process.on('unhandledRejection', note)
      try {
        await rejectionOf(TimeoutError, Parallel({ backend, nJobs: 2, timeout: 10 })([delayed(late)()]))
        open()
        await new Promise((resolve) => setTimeout(resolve, 1))
        expect(unhandled).to.deep.equal([])
      } finally {
        process.off('unhandledRejection', note)
      }
    })

    it('a task that does not wait is not ended: its result counts', async () => {
      expect(await Parallel({ backend, nJobs: 2, timeout: 1 })([delayed(busy)(20), delayed(double)(1)])).to.deep.equal([20, 2])
    })

    it('keeps no program from its end: neither tasks that were faster, nor an abort, nor a failure, nor a break', async () => {
      const ended = await runProgram('timeout-ends', { args: [backend], flags: ['--no-warnings'] })
      expect(ended).to.deep.equal({ exitCode: 0, signal: null, stdout: 'nothing more to do\n', stderr: '' })
    })
  })
}
