import { expect } from 'chai'
import { cpuCount, delayed, OptionError, Parallel, type ParallelOptions } from 'allcores'
import { double, here } from '../fixtures/errors-tasks.js'
import { threadLimits, variable } from '../fixtures/limits-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { runProgram } from '../helpers/program.js'
import { rejectionOf } from '../helpers/rejection.js'

for (const backend of IN_WORKERS) {
  describe(`the surroundings of workers on ${backend}`, () => {
    const open = (options: ParallelOptions) => Parallel({ backend, nJobs: 1, initializer: coldWorkers(), ...options, returnAs: 'list', onError: 'raise' })

    it('resourceLimits make other workers; the same ones, and none, find theirs again', async () => {
      const initializer = coldWorkers()
      const limits = [{ maxOldGenerationSizeMb: 64 }, { maxOldGenerationSizeMb: 512 }, undefined]
      const instances = [...limits, ...limits.map((limit) => limit && { ...limit })].map((resourceLimits) => open({ initializer, resourceLimits }))
      const places: string[] = []
      for (const parallel of instances) places.push(...(await parallel([delayed(here)()])))
      expect(new Set(places.slice(0, 3)).size).to.equal(3)
      expect(places.slice(3)).to.deep.equal(places.slice(0, 3))
      for (const parallel of instances) await parallel.close()
    })

    // in a program of its own, as one whose heap has a size by a flag gives threads the same
    it('resourceLimits bound the heap of each worker', async () => {
      const { stdout } = await runProgram('limits-heaps', { args: [backend, '64', '512'] })
      const [small, large] = stdout.split('\n').map(Number)
      expect(small).to.be.within(64, 300)
      expect(large).to.be.within(512, 800)
    })

    // V8 of Node 24 ends the whole program now and then when the heap of a thread is full: nothing here can keep it alive
    const survives = backend === 'processes' || !process.version.startsWith('v24.')
    if (survives) it('a task that exceeds resourceLimits fails, the others and the program go on', async () => {
      const { stdout, exitCode } = await runProgram('limits-out-of-memory', { args: [backend] })
      const cause = backend === 'threads' ? { cause: 'ERR_WORKER_OUT_OF_MEMORY' } : {}
      expect(JSON.parse(stdout)).to.deep.equal([2, { code: 'ERR_WORKER_DIED', index: 1, ...cause }, 4, 6])
      expect(exitCode).to.equal(0)
    })

    it('[I14] variables of backendOptions.env reach workers, and nobody else, also with the same initializer', async () => {
      const initializer = coldWorkers()
      const names = ['ALLCORES_SPEC_A', 'ALLCORES_SPEC_B', 'PATH']
      const path = process.env['PATH']
      const seen: unknown[] = []
      for (const env of [{ ALLCORES_SPEC_A: 'one', ALLCORES_SPEC_B: '2' }, { ALLCORES_SPEC_A: 'two' }, undefined]) {
        await using parallel = open({ initializer, ...(env && { backendOptions: { env } }) })
        seen.push(await parallel(names.map((name) => delayed(variable)(name))))
      }
      expect(seen).to.deep.equal([['one', '2', path], ['two', undefined, path], [undefined, undefined, path]])
      expect(process.env['ALLCORES_SPEC_A']).to.equal(undefined)
    })

    it('[I16] tasks may start programs, at the same time too, and look at their standard input', async () => {
      const { stdout, stderr, exitCode } = await runProgram('limits-stdin', { args: [backend] })
      expect({ stdout, stderr, exitCode }).to.deep.equal({ stdout: '["object","started","started"]\n', stderr: '', exitCode: 0 })
    })
  })
}

describe('threads of native code in worker processes', () => {
  const NAMES = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'UV_THREADPOOL_SIZE'] as const
  const before = new Map(NAMES.map((name) => [name, process.env[name]]))
  const limitsWith = async (options: ParallelOptions) => {
    await using parallel = Parallel({ backend: 'processes', initializer: coldWorkers(), ...options, returnAs: 'list', onError: 'raise' })
    return (await parallel([delayed(threadLimits)()]))[0]!
  }
  beforeEach(() => NAMES.forEach((name) => delete process.env[name]))
  afterEach(() => before.forEach((value, name) => (value === undefined ? delete process.env[name] : (process.env[name] = value))))

  it('[I14] are the cores divided by the jobs by default', async () => {
    for (const nJobs of new Set([1, 2 * cpuCount()])) {
      const share = String(Math.max(1, Math.floor(cpuCount() / nJobs)))
      expect(await limitsWith({ nJobs })).to.include({ OMP_NUM_THREADS: share, OPENBLAS_NUM_THREADS: share, MKL_NUM_THREADS: share })
    }
    expect(process.env['OMP_NUM_THREADS']).to.equal(undefined)
  })

  it('[I14] are what the program has set, where it has', async () => {
    process.env['OMP_NUM_THREADS'] = '5'
    expect(await limitsWith({ nJobs: 2 })).to.include({ OMP_NUM_THREADS: '5' })
  })

  it('[I14] are what innerMaxNumThreads asks for', async () => {
    process.env['OMP_NUM_THREADS'] = '5'
    expect(await limitsWith({ nJobs: 2, innerMaxNumThreads: 3 })).to.include({ OMP_NUM_THREADS: '3', MKL_NUM_THREADS: '3' })
  })

  it('[I14] can\'t be asked for where there are no worker processes', async () => {
    for (const backend of ['threads', 'async', 'sequential'] as const) {
      const call = async () => Parallel({ backend, nJobs: 2, innerMaxNumThreads: 3 })([delayed(double)(1)])
      const error = await rejectionOf(OptionError, call())
      expect(error.message).to.contain('innerMaxNumThreads').and.to.contain(backend)
    }
  })
})
