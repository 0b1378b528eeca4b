import { expect } from 'chai'
import { delayed, Parallel, type ParallelOptions, type Task, taskOf, WorkerDiedError } from 'allcores'
import * as killers from '../fixtures/errors-killers.js'
import { double, doubleLogged, here, spin, waitForEver } from '../fixtures/errors-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { IN_WORKERS, NOUN } from '../helpers/every-backend.js'
import { runProgram } from '../helpers/program.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'
import { useWarnings } from '../helpers/warnings.js'

interface Killer {
  readonly task: (log: string) => Task
  readonly backends: readonly (typeof IN_WORKERS)[number][]
  /** What the error is to tell: exit code, signal, and the class and message of its cause. */
  readonly exitCode: number | null
  readonly signal?: string
  readonly cause?: string
}

const KILLERS: Readonly<Record<string, Killer>> = {
  'process.exit(7)': { task: (log) => delayed(killers.exit)(log, 7), backends: IN_WORKERS, exitCode: 7 },
  'process.exit(0)': { task: (log) => delayed(killers.exit)(log, 0), backends: IN_WORKERS, exitCode: 0 },
  'an error thrown in a callback': {
    task: delayed(killers.throwLater), backends: IN_WORKERS, exitCode: 1, cause: 'RangeError: thrown in a callback',
  },
  'undefined thrown in a callback': {
    task: delayed(killers.throwUndefinedLater), backends: IN_WORKERS, exitCode: 1, cause: 'undefined',
  },
  'a rejection that nobody handles': {
    task: delayed(killers.rejectUnheard), backends: IN_WORKERS, exitCode: 1, cause: 'TypeError: heard by nobody',
  },
  'a signal to itself': { task: delayed(killers.killSelf), backends: ['processes'], exitCode: null, signal: 'SIGKILL' },
  'process.abort()': { task: delayed(killers.abortSelf), backends: ['processes'], exitCode: null, signal: 'SIGABRT' },
}

for (const backend of IN_WORKERS) {
  describe(`the death of a ${NOUN[backend]}`, () => {
    const scratch = useScratch()
    const warnings = useWarnings()
    const options = { backend, nJobs: 2, batchSize: 1 } as const satisfies ParallelOptions
    const returning = { ...options, onError: 'return' } as const

    /** Doubles 0 to `count` - 1, and does one other thing at one place; tasks write down that they were started. */
    const doublesAnd = (count: number, place: number, task: Task) =>
      Array.from({ length: count }, (_, n) => (n === place ? task : delayed(doubleLogged)(scratch.file('started'), n)))
    const expectOneStartEach = (count: number, place: number, name: string) => {
      const each = Array.from({ length: count }, (_, n) => (n === place ? name : String(n)))
      expect(scratch.lines('started').sort()).to.deep.equal(each.sort())
    }

    it('right after a result too large to be sent at once costs only its own task, which is started once', async () => {
      const deadly = delayed(killers.exit)(scratch.file('started'), 3)
      const tasks: Task[] = [delayed(killers.large)(20e6), deadly, delayed(double)(2), delayed(double)(3)]
      const results = await Parallel({ ...returning, nJobs: 1, batchSize: 4, timeout: 10_000 })(tasks)
      const told = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))
      expect([String(told[0]).length, ...told.slice(1)]).to.deep.equal([20e6, 'ERR_WORKER_DIED', 4, 6])
      expect(scratch.lines('started')).to.have.lengthOf(1)
    })

    for (const [what, { task, backends, exitCode, signal = null, cause }] of Object.entries(KILLERS)) {
      if (!backends.includes(backend)) continue

      it(`by ${what} is told by a WorkerDiedError that knows the task and how it ended`, async () => {
        const deadly = task(scratch.file('started'))
        const parallel = Parallel(options)
        const error = await rejectionOf(WorkerDiedError, parallel([delayed(double)(1), deadly, delayed(double)(2)]))
        expect(error).to.include({ name: 'WorkerDiedError', code: 'ERR_WORKER_DIED', exitCode, signal })
        expect('cause' in error ? String(error.cause) : undefined).to.equal(cause)
        expect(taskOf(error)).to.include({ index: 1, fn: deadly.fn.name })
        expect(error.message).to.match(new RegExp(`^task 1: ${deadly.fn.name}\\(.*\\) was running when its ${NOUN[backend]} ended`))
        expect(error.message).to.contain(cause ? `uncaught: ${cause}` : signal ? `signal ${signal}` : `exit code ${exitCode}`)
        expect(await parallel([delayed(double)(3)])).to.deep.equal([6])
      })

      it(`by ${what} costs no other task of its batch, and starts none twice`, async () => {
        const parallel = Parallel({ ...returning, batchSize: 10 })
        const results = await parallel(doublesAnd(20, 4, task(scratch.file('started'))))
        expect(results[4]).to.have.nested.property('reason.code', 'ERR_WORKER_DIED')
        expect(results[4]).to.have.nested.property('task.index', 4)
        const values = results.map((result) => (result.status === 'fulfilled' ? result.value : 'lost'))
        expect(values).to.deep.equal(Array.from({ length: 20 }, (_, n) => (n === 4 ? 'lost' : 2 * n)))
        expectOneStartEach(20, 4, 'killer')
      })
    }

    it('by hanging up ends its task all the same', async () => {
      const results = await Parallel(returning)([delayed(killers.hangUp)(scratch.file('started')), delayed(double)(2)])
      expect(results[0]).to.have.nested.property('reason.code', 'ERR_WORKER_DIED')
      expect(results[1]).to.deep.equal({ status: 'fulfilled', value: 4 })
    })

    it('of all workers at once loses what they ran and nothing else', async () => {
      const deadly = () => delayed(killers.exit)(scratch.file('started'), 1)
      const results = await Parallel({ ...returning, nJobs: 3 })([deadly(), deadly(), deadly(), ...doublesAnd(12, -1, deadly())])
      expect(results.slice(0, 3).map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected'])
      expect(results.slice(3)).to.deep.equal(Array.from({ length: 12 }, (_, n) => ({ status: 'fulfilled', value: 2 * n })))
    })

    it('again and again is outlived by the pool', async () => {
      const tasks = Array.from({ length: 24 }, (_, n) =>
        n % 4 === 3 ? delayed(killers.exit)(scratch.file('started'), n) : delayed(double)(n))
      const results = await Parallel({ ...returning, batchSize: 3 })(tasks)
      const told = results.map((result) => (result.status === 'fulfilled' ? result.value : -result.reason.exitCode))
      expect(told).to.deep.equal(Array.from({ length: 24 }, (_, n) => (n % 4 === 3 ? -n : 2 * n)))
    })

    it('comes at its place in a stream', async () => {
      const tasks = doublesAnd(10, 6, delayed(killers.exit)(scratch.file('started'), 1))
      const results = Parallel({ ...options, returnAs: 'generator' })(tasks)
      for (let n = 0; n < 6; n++) expect(await results.next()).to.deep.equal({ done: false, value: 2 * n })
      await rejectionOf(WorkerDiedError, results.next())
      expect(await results.next()).to.deep.equal({ done: true, value: undefined })
    })

    it('lets close() come to its end', async () => {
      const parallel = Parallel({ ...options, initializer: coldWorkers() })
      const call = rejectionOf(WorkerDiedError, parallel([delayed(killers.exit)(scratch.file('started'), 1)]))
      await parallel.close()
      await call
    })

    it('while it is idle is told by a warning, and the next call never meets it', async () => {
      const parallel = Parallel({ ...options, nJobs: 1, initializer: coldWorkers() })
      expect(await parallel([delayed(killers.leaveBomb)(3)])).to.deep.equal(['done'])
      await until(() => warnings.length > 0, 'a warning comes')
      expect(warnings[0]).to.include({ name: 'AllcoresWarning', code: 'WARN_IDLE_WORKER_DIED' })
      expect(warnings[0]!.message).to.equal(`an idle ${NOUN[backend]} ended by itself (exit code 3): a task left something behind`)
      expect(await parallel([delayed(double)(2)])).to.deep.equal([4])
      await parallel.close()
      expect(warnings).to.have.lengthOf(1)
    })

    // V8 of Node 24 ends the whole program now and then when the heap of a thread is full: nothing here can keep it alive
    const survives = backend === 'processes' || !process.version.startsWith('v24.')
    if (survives) it('by memory running out is told as such, and the program survives', async () => {
      const { stdout, exitCode } = await runProgram('errors-out-of-memory', { args: [backend], flags: ['--max-old-space-size=48'] })
      const cause = backend === 'threads' ? { cause: 'ERR_WORKER_OUT_OF_MEMORY' } : {}
      expect(JSON.parse(stdout)).to.deep.equal([
        2, { code: 'ERR_WORKER_DIED', index: 1, ...cause }, 4, { status: 'fulfilled', value: 6 },
      ])
      expect(exitCode).to.equal(0)
    })
  })
}

describe('the death of a worker process from outside', () => {
  const scratch = useScratch()
  const warnings = useWarnings()
  const options = { backend: 'processes', nJobs: 2, batchSize: 1, onError: 'return' } as const
  const pidOf = (place: string) => Number(place.split('.')[0])

  /** Kills the process whose task has said that it runs. */
  async function killRunning(): Promise<void> {
    await until(() => scratch.lines('running').length > 0, 'a task runs')
    process.kill(Number(scratch.lines('running')[0]), 'SIGKILL')
  }

  for (const [what, task] of [['waits', waitForEver], ['never comes back', spin]] as const) {
    it(`costs exactly the task that ran, one that ${what}, where tasks travel alone`, async () => {
      const tasks = Array.from({ length: 12 }, (_, n) =>
        n === 4 ? delayed(task)(scratch.file('running')) : delayed(doubleLogged)(scratch.file('started'), n))
      const call = Parallel(options)(tasks)
      await killRunning()
      const results = await call
      expect(results[4]).to.have.nested.property('reason.signal', 'SIGKILL')
      expect(results[4]).to.have.nested.property('task.index', 4)
      const values = results.map((result) => (result.status === 'fulfilled' ? result.value : 'lost'))
      expect(values).to.deep.equal(values.map((_, n) => (n === 4 ? 'lost' : 2 * n)))
      expect(scratch.lines('started').map(Number).sort((a, b) => a - b)).to.deep.equal([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11])
      expect(scratch.lines('running')).to.have.lengthOf(1)
    })
  }

  for (const [what, task] of [['waits', waitForEver], ['never comes back', spin]] as const) {
    it(`in the middle of a batch, in a task that ${what}, starts nothing twice and costs no other batch`, async () => {
      const tasks = Array.from({ length: 20 }, (_, n) =>
        n === 4 ? delayed(task)(scratch.file('running')) : delayed(doubleLogged)(scratch.file('started'), n))
      const call = Parallel({ ...options, batchSize: 10 })(tasks)
      await killRunning()
      const results = await call
      const starts = scratch.lines('started').map(Number)
      expect(new Set(starts).size, 'tasks started, each once').to.equal(starts.length)
      expect(scratch.lines('running')).to.have.lengthOf(1)
      expect(results[4]).to.have.nested.property('reason.signal', 'SIGKILL')
      for (const [n, result] of results.entries()) {
        if (result.status === 'fulfilled') expect([n, result.value]).to.deep.equal([n, 2 * n])
        else expect(result).to.have.nested.property('task.index', n).that.is.below(10)
      }
    })
  }

  it('costs no task of its batch that was finished: while another one waits, their results arrive', async () => {
    const tasks = Array.from({ length: 10 }, (_, n) => (n === 4 ? delayed(waitForEver)(scratch.file('running')) : delayed(double)(n)))
    const results = Parallel({ ...options, batchSize: 10, returnAs: 'generator' })(tasks)
    for (const value of [0, 2, 4, 6]) expect((await results.next()).value).to.deep.equal({ status: 'fulfilled', value })
    await killRunning()
    expect((await results.next()).value).to.have.nested.property('reason.signal', 'SIGKILL')
    await results.return()
  })

  it('while it is idle is told by a warning, and the next call never meets it', async () => {
    const parallel = Parallel({ ...options, onError: 'raise', initializer: coldWorkers() })
    const [place] = await parallel([delayed(here)()])
    process.kill(pidOf(place), 'SIGKILL')
    await until(() => warnings.length > 0, 'a warning comes')
    expect(warnings[0]!.message).to.contain('an idle worker process ended by itself (signal SIGKILL)')
    expect(await parallel([delayed(double)(2)])).to.deep.equal([4])
    await parallel.close()
  })

  it('as the next call begins costs at most what was sent to it', async () => {
    const parallel = Parallel({ ...options, nJobs: 1, initializer: coldWorkers() })
    const [first] = await parallel([delayed(here)()])
    process.kill(pidOf((first as PromiseFulfilledResult<string>).value), 'SIGKILL')
    const [lost, next] = await parallel([delayed(double)(1), delayed(double)(2)])
    if (lost.status === 'rejected') expect(lost.reason).to.include({ code: 'ERR_WORKER_DIED', signal: 'SIGKILL' })
    else expect(lost.value).to.equal(2)
    expect(next).to.deep.equal({ status: 'fulfilled', value: 4 })
    await parallel.close()
  })

  it('while it starts costs nothing: another one is started', async () => {
    const waitOnce = (log: string) => {
      const { existsSync, writeFileSync } = process.getBuiltinModule('node:fs')
      if (existsSync(log)) return undefined
      writeFileSync(log, `${process.pid}\n`)
      return new Promise(() => {})
    }
    await using parallel = Parallel({ backend: 'processes', nJobs: 2, initializer: delayed(waitOnce)(scratch.file('running')) })
    const call = parallel([delayed(double)(1)])
    await killRunning()
    expect(await call).to.deep.equal([2])
  })
})
