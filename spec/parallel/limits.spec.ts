import { expect } from 'chai'
import { cpuCount, delayed, OptionError, Parallel, type ParallelOptions } from 'allcores'
import { double, here } from '../fixtures/errors-tasks.js'
import { heapLimit, runNode, threadLimits, variable } from '../fixtures/limits-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { runProgram } from '../helpers/program.js'
import { rejectionOf } from '../helpers/rejection.js'

for (const backend of IN_WORKERS) {
  describe(`the surroundings of workers on ${backend}`, () => {
    const open = (options: ParallelOptions) => Parallel({ backend, nJobs: 1, initializer: coldWorkers(), ...options, returnAs: 'list', onError: 'raise' })

    it('resourceLimits bound the heap of each worker', async () => {
      await using small = open({ resourceLimits: { maxOldGenerationSizeMb: 64 } })
      await using large = open({ resourceLimits: { maxOldGenerationSizeMb: 512 } })
      const [[a], [b]] = await Promise.all([small([delayed(heapLimit)()]), large([delayed(heapLimit)()])])
      expect(a).to.be.within(64, 300)
      expect(b).to.be.within(512, 800)
    })

    it('other resourceLimits make other workers; the same ones, and none, find theirs again', async () => {
      const initializer = coldWorkers()
      const limits = [{ maxOldGenerationSizeMb: 64 }, { maxOldGenerationSizeMb: 65 }, undefined]
      const instances = [...limits, ...limits.map((limit) => limit && { ...limit })].map((resourceLimits) => open({ initializer, resourceLimits }))
      const places: string[] = []
      for (const parallel of instances) places.push(...(await parallel([delayed(here)()])))
      expect(new Set(places.slice(0, 3)).size).to.equal(3)
      expect(places.slice(3)).to.deep.equal(places.slice(0, 3))
      for (const parallel of instances) await parallel.close()
    })

    // V8 of Node 24 ends the whole program now and then when the heap of a thread is full: nothing here can keep it alive
    const survives = backend === 'processes' || !process.version.startsWith('v24.')
    if (survives) it('a task that exceeds resourceLimits fails, the others and the program go on', async () => {
      const { stdout, exitCode } = await runProgram('limits-out-of-memory', { args: [backend] })
      const cause = backend === 'threads' ? { cause: 'ERR_WORKER_OUT_OF_MEMORY' } : {}
      expect(JSON.parse(stdout)).to.deep.equal([2, { code: 'ERR_WORKER_DIED', index: 1, ...cause }, 4, 6])
      expect(exitCode).to.equal(0)
    })

    it('[I14] variables of backendOptions.env reach workers, and nobody else', async () => {
      const env = { ALLCORES_SPEC_A: 'one', ALLCORES_SPEC_B: '2' }
      await using parallel = open({ backendOptions: { env } })
      expect(await parallel(['ALLCORES_SPEC_A', 'ALLCORES_SPEC_B', 'PATH'].map((name) => delayed(variable)(name)))).to.deep.equal(
        ['one', '2', process.env['PATH']])
      await using other = open({})
      expect(await other([delayed(variable)('ALLCORES_SPEC_A')])).to.deep.equal([undefined])
      expect(process.env['ALLCORES_SPEC_A']).to.equal(undefined)
    })

    it('[I14] other variables make other workers, also with the same initializer', async () => {
      const initializer = coldWorkers()
      const seen: unknown[] = []
      for (const value of ['one', 'two', undefined]) {
        await using parallel = open({ initializer, ...(value && { backendOptions: { env: { ALLCORES_SPEC_A: value } } }) })
        seen.push(...(await parallel([delayed(variable)('ALLCORES_SPEC_A')])))
      }
      expect(seen).to.deep.equal(['one', 'two', undefined])
    })

    it('[I16] tasks may start programs, and look at their standard input', async () => {
      const { stdout, stderr, exitCode } = await runProgram('limits-stdin', { args: [backend] })
      expect({ stdout, stderr, exitCode }).to.deep.equal({ stdout: '["object","started","started"]\n', stderr: '', exitCode: 0 })
    })

    it('[I16] tasks may start programs at the same time', async () => {
      await using parallel = open({ nJobs: 2, batchSize: 1 })
      expect(await parallel(['a', 'b', 'c'].map((text) => delayed(runNode)(text)))).to.deep.equal(['a', 'b', 'c'])
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
    for (const nJobs of [1, 2, 2 * cpuCount()]) {
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
    expect(await limitsWith({ nJobs: 2, innerMaxNumThreads: 3 })).to.include({ OMP_NUM_THREADS: '3', MKL_NUM_THREADS: '3' })
    process.env['OMP_NUM_THREADS'] = '5'
    expect(await limitsWith({ nJobs: 2, innerMaxNumThreads: 3 })).to.include({ OMP_NUM_THREADS: '3' })
  })

  it('[I14] can\'t be asked for where there are no worker processes', async () => {
    for (const backend of ['threads', 'async', 'sequential'] as const) {
      const call = async () => Parallel({ backend, nJobs: 2, innerMaxNumThreads: 3 })([delayed(double)(1)])
      const error = await rejectionOf(OptionError, call())
      expect(error.message).to.contain('innerMaxNumThreads').and.to.contain(backend)
    }
  })
})
