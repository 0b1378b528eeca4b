import {
  type BackendName,
  cpuCount,
  delayed,
  effectiveNJobs,
  OptionError,
  Parallel,
  parallelBackend,
  parallelConfig,
  type ScopeOptions,
} from 'allcores'
import { expect } from 'chai'
import { inspect } from 'node:util'
import { bareBackend } from '../helpers/bare-backend.js'
import { captureOutput } from '../helpers/capture-output.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'
import { useUndo } from '../helpers/undo.js'

const later = () => new Promise((resolve) => setImmediate(resolve))
const square = (n: number) => n * n
const inForce = () => {
  const { backend, nJobs, verbose } = Parallel().config
  return { backend, nJobs, verbose }
}
const DEFAULTS = { backend: 'sequential', nJobs: 1, verbose: 0 }

describe('parallelConfig', () => {
  const undo = useUndo()
  const setForProgram = (options: ScopeOptions) => undo(parallelConfig(options).unregister)

  for (const backend of EVERY_BACKEND) {
    it(`[G1] sets backend ${backend} and nJobs for what a function makes, and no longer`, async () => {
      const results = await parallelConfig({ backend, nJobs: 3 }, async () => {
        expect(inForce()).to.deep.equal({ backend, nJobs: 3, verbose: 0 })
        expect(effectiveNJobs(null)).to.equal(3)
        return Parallel().map(square, [1, 2, 3])
      })
      expect(results).to.deep.equal([1, 4, 9])
      expect(inForce()).to.deep.equal(DEFAULTS)
    })

    it(`[G1] sets backend ${backend} and nJobs for the program until it is undone`, async () => {
      const handle = parallelConfig({ backend, nJobs: 3 })
      undo(handle.unregister)
      expect(inForce()).to.deep.equal({ backend, nJobs: 3, verbose: 0 })
      expect(await Parallel().map(square, [1, 2, 3])).to.deep.equal([1, 4, 9])
      handle.unregister()
      expect(inForce()).to.deep.equal(DEFAULTS)
    })
  }

  it('[G1] undoes with the block, as `using` does', () => {
    {
      using _ = parallelConfig({ nJobs: 3 })
      expect(inForce().nJobs).to.equal(3)
    }
    expect(inForce()).to.deep.equal(DEFAULTS)
  })

  it('[G1] undone out of order, leaves what others have set', () => {
    const first = setForProgram({ nJobs: 2, verbose: 1 })
    const second = setForProgram({ nJobs: 3 })
    first()
    expect(inForce()).to.deep.equal({ backend: 'threads', nJobs: 3, verbose: 0 })
    second()
    expect(inForce()).to.deep.equal(DEFAULTS)
  })

  it('gives back what the function gives, and throws what it throws', async () => {
    expect(parallelConfig({ nJobs: 2 }, () => 5)).to.equal(5)
    const error = new RangeError('no')
    expect(() => parallelConfig({ nJobs: 2 }, () => { throw error })).to.throw(error)
    expect(inForce()).to.deep.equal(DEFAULTS)
  })

  it('is read when a Parallel is made: later calls go by it wherever they are', async () => {
    const inside = parallelConfig({ nJobs: 2, backend: 'async' }, () => Parallel())
    const outside = Parallel()
    expect(await inside.map(square, [2])).to.deep.equal([4])
    expect(inside.config).to.include({ nJobs: 2, backend: 'async' })
    parallelConfig({ nJobs: 3 }, () => expect(outside.config.nJobs).to.equal(1))
  })

  it('reads its options once: changing the object later changes nothing', () => {
    const options = { nJobs: 3 }
    setForProgram(options)
    options.nJobs = 4
    expect(inForce().nJobs).to.equal(3)
  })

  it('[G2] chains that run at the same time do not see each other', async () => {
    const chain = (backend: BackendName, nJobs: number) =>
      parallelConfig({ backend, nJobs }, async () => {
        const seen = []
        for (let step = 0; step < 5; step++) {
          seen.push(inForce())
          await later()
          await Parallel().map(square, [1])
        }
        return seen
      })
    const chains = EVERY_BACKEND.map((backend, i) => chain(backend, i + 1))
    expect(inForce()).to.deep.equal(DEFAULTS)
    const seen = await Promise.all(chains)
    expect(seen).to.deep.equal(EVERY_BACKEND.map((backend, i) => Array(5).fill({ backend, nJobs: i + 1, verbose: 0 })))
  })

  it('[G2] what is set for the program holds in chains that have begun, where their own scopes say nothing', async () => {
    const seen = parallelConfig({ verbose: 3 }, async () => {
      await later()
      return inForce()
    })
    setForProgram({ nJobs: 2, verbose: 5, backend: 'async' })
    expect(await seen).to.deep.equal({ backend: 'async', nJobs: 2, verbose: 3 })
  })

  it('[G3] sets single options without choosing a backend', () => {
    parallelConfig({ nJobs: 2 }, () => {
      expect(Parallel().config).to.include({ nJobs: 2, backend: 'threads' })
      expect(Parallel({ backend: 'processes' }).config).to.include({ nJobs: 2, backend: 'processes' })
    })
    parallelConfig({ verbose: 7, batchSize: 4, preDispatch: '3 * nJobs', timeout: 100, maxTasksPerWorker: 5 }, () => {
      const { config } = Parallel({ nJobs: 2 })
      expect(config).to.include({ backend: 'threads', verbose: 7, batchSize: 4, preDispatch: 6, timeout: 100, maxTasksPerWorker: 5 })
    })
  })

  it('[I3] an initializer of a scope runs before the tasks of what is made there', async () => {
    for (const backend of IN_WORKERS) {
      const initializer = () => void Reflect.set(globalThis, 'readyForTasks', true)
      const look = () => Reflect.get(globalThis, 'readyForTasks') as unknown
      const seen = await parallelConfig({ initializer, backend, nJobs: 2 }, async () => {
        await using parallel = Parallel()
        return parallel([delayed(look)(), delayed(look)()])
      })
      expect(seen).to.deep.equal([true, true])
    }
  })

  it('[G3] arguments of Parallel come before all scopes, each by itself', () => {
    setForProgram({ nJobs: 5, verbose: 1 })
    parallelConfig({ nJobs: 2, backend: 'async', verbose: 2 }, () => {
      expect(Parallel({ nJobs: 3 }).config).to.include({ nJobs: 3, backend: 'async', verbose: 2 })
      expect(Parallel({ backend: 'sequential' }).config).to.include({ nJobs: 2, backend: 'sequential' })
      expect(Parallel({ verbose: 0 }).config).to.include({ nJobs: 2, verbose: 0 })
      expect(Parallel({ nJobs: undefined, backend: undefined }).config).to.include({ nJobs: 2, backend: 'async' })
    })
  })

  it('[G4] an inner scope inherits what it does not set', () => {
    parallelConfig({ backend: 'async', nJobs: 3, verbose: 2 }, () => {
      parallelConfig({ nJobs: 4, verbose: undefined }, () => {
        expect(inForce()).to.deep.equal({ backend: 'async', nJobs: 4, verbose: 2 })
        parallelConfig({ backend: 'processes' }, () => expect(inForce()).to.deep.equal({ backend: 'processes', nJobs: 4, verbose: 2 }))
      })
      expect(inForce()).to.deep.equal({ backend: 'async', nJobs: 3, verbose: 2 })
    })
  })

  for (const nothing of [undefined, null]) {
    it(`[G5] nJobs ${nothing} in Parallel is unset`, () => {
      expect(Parallel({ nJobs: nothing }).config.nJobs).to.equal(1)
      parallelConfig({ nJobs: 3, backend: 'async' }, () => expect(Parallel({ nJobs: nothing }).config.nJobs).to.equal(3))
    })
  }

  it('[G5] nJobs null in a scope is the default again, undefined leaves it to the scope around', () => {
    parallelConfig({ nJobs: 3 }, () => {
      parallelConfig({ nJobs: undefined }, () => expect(inForce().nJobs).to.equal(3))
      parallelConfig({ nJobs: null }, () => {
        expect(inForce()).to.deep.equal(DEFAULTS)
        expect(Parallel({ nJobs: null }).config.nJobs).to.equal(1)
        expect(Parallel({ nJobs: 2 }).config.nJobs).to.equal(2)
      })
    })
    parallelBackend('async', { nJobs: null }, () => expect(inForce().nJobs).to.equal(1))
  })

  describe('options of a backend', () => {
    const env = { ALLCORES_SPEC: '1' }
    const refused = (options: ScopeOptions, message: string, code = 'ERR_INVALID_OPTION') => {
      for (const wrong of [() => parallelConfig(options), () => parallelConfig(options, () => 0), () => Parallel(options)]) {
        expect(wrong).to.throw(OptionError, message).that.includes({ code })
      }
    }

    it('[G6] are refused without a backend next to them, also where a scope around names one', () => {
      refused({ backendOptions: { env } }, 'for a backend that is named along with them')
      parallelConfig({ backend: 'processes' }, () => refused({ backendOptions: { env } }, 'Name it in the same object'))
    })

    it('[G6] are refused with a backend that is an object', () => {
      refused({ backend: bareBackend(), backendOptions: {} }, 'A backend that is an object has its options already')
    })

    it('are refused if the backend has none of that name, or they are of the wrong kind', () => {
      const envs = { backend: 'loky', backendOptions: { envs: env } }
      refused(envs, "unknown option 'backendOptions.envs'. Did you mean 'backendOptions.env'?", 'ERR_UNKNOWN_OPTION')
      refused({ backend: 'async', backendOptions: { env } }, "backendOptions must be left out where backend is 'async'")
      refused({ backend: 'threads', backendOptions: { env: { A: 1 } } }, 'backendOptions.env.A must be a string, got: 1')
      refused({ backend: 'threads', backendOptions: { env: 'A=1' } }, 'backendOptions.env must be an object')
    })

    it('go with the backend they were given with', () => {
      parallelConfig({ backend: 'processes', backendOptions: { env } }, () => {
        expect(Parallel({ nJobs: 2 }).config.backendOptions).to.deep.equal({ env })
        expect(Parallel({ backend: 'processes' }).config.backendOptions).to.equal(undefined)
      })
    })

    for (const backend of IN_WORKERS) {
      it(`[I14] env reaches workers on ${backend}, and nobody else`, async () => {
        const look = () => process.env['ALLCORES_SPEC']
        const results = await parallelConfig({ backend, backendOptions: { env } }, async () => {
          await using parallel = Parallel({ initializer: coldWorkers() })
          return parallel([delayed(look)()])
        })
        expect(results).to.deep.equal(['1'])
        expect(await Parallel({ backend })([delayed(look)()])).to.deep.equal([undefined])
        expect(look()).to.equal(undefined)
      })
    }

    const ONLY_PROCESSES = "innerMaxNumThreads needs backend 'processes' to be named"

    it('[I14] innerMaxNumThreads is for processes, by whatever name', () => {
      for (const backend of ['processes', 'loky', 'multiprocessing']) {
        expect(Parallel({ backend, innerMaxNumThreads: 2 }).config.innerMaxNumThreads).to.equal(2)
        parallelConfig({ backend, innerMaxNumThreads: 2 }, () => {
          expect(Parallel({ nJobs: 2 }).config.innerMaxNumThreads).to.equal(2)
          expect(Parallel({ innerMaxNumThreads: 3 }).config.innerMaxNumThreads).to.equal(3)
          expect(Parallel({ backend: 'threads' }).config.innerMaxNumThreads).to.equal(undefined)
        })
      }
    })

    it('[I14] other backends refuse innerMaxNumThreads', () => {
      for (const backend of ['threads', 'threading', 'sequential', bareBackend()]) {
        refused({ backend, innerMaxNumThreads: 2 }, `${ONLY_PROCESSES}, got: '`)
      }
      refused({ innerMaxNumThreads: 2, nJobs: 2 }, `${ONLY_PROCESSES}, got: no backend`)
      refused({ innerMaxNumThreads: 2, nJobs: 2, prefer: 'processes' }, ONLY_PROCESSES)
    })
  })

  describe('wrong options', () => {
    const wrong: readonly (readonly [tag: string, options: object, message: string])[] = [
      ['[A8] ', { backend: 'spark' }, "'sequential', 'async', 'threads', 'processes', 'threading', 'loky' or 'multiprocessing'"],
      ['[A9] ', { prefer: 'thread' }, "prefer must be 'threads' or 'processes', got: 'thread'. Did you mean 'threads'?"],
      ['[A9] ', { require: 'shared' }, "require must be 'sharedmem', got: 'shared'"],
      ['[A10] ', { prefer: 'processes', require: 'sharedmem' }, "require: 'sharedmem' excludes prefer: 'processes'"],
      ['[A10] ', { backend: 'loky', require: 'sharedmem' }, "backend 'processes' does not share the caller's memory"],
      ['', { nJobs: 0 }, 'nJobs == 0 has no meaning'],
      ['', { verbose: -1 }, 'verbose must be a number of at least 0'],
      ['', { retries: 'often' }, 'retries must be'],
    ]
    for (const [tag, options, message] of wrong) {
      it(`${tag}${inspect(options)} is refused where it stands`, () => {
        expect(() => parallelConfig(options)).to.throw(OptionError, message).that.includes({ code: 'ERR_INVALID_OPTION' })
        expect(() => parallelConfig(options, () => expect.fail('not to be called'))).to.throw(OptionError, message)
        expect(() => Parallel(options)).to.throw(OptionError, message)
        expect(inForce()).to.deep.equal(DEFAULTS)
      })
    }

    for (const name of ['returnAs', 'onError', 'total', 'signal']) {
      it(`${name} is for a single Parallel`, () => {
        expect(() => parallelConfig({ [name]: undefined }))
          .to.throw(OptionError, `option '${name}' is for a single Parallel, not for a scope: give it to Parallel. Options of a scope: nJobs, `)
          .that.includes({ code: 'ERR_UNKNOWN_OPTION', option: name })
      })
    }

    it('a name that no option has is asked about', () => {
      expect(() => parallelConfig({ n_jobs: 2 } as object)).to.throw(OptionError, "unknown option 'n_jobs'. Did you mean 'nJobs'?")
    })

    it('what is no object, and what is no function', () => {
      for (const options of [null, 3, [], 'threads']) {
        expect(() => parallelConfig(options as object)).to.throw(OptionError, 'options must be an object')
      }
      for (const fn of [null, 3, {}]) expect(() => parallelConfig({}, fn as () => void)).to.throw(TypeError, 'expects a function second')
    })
  })

  describe('output', () => {
    const told = (options: ScopeOptions) => captureOutput(() => parallelConfig(options, () => Parallel()([delayed(square)(2)])))

    it('[K2] verbose 0 tells nothing, 1 on stderr, 50 on stdout', async () => {
      expect(await told({ verbose: 0, nJobs: 2, backend: 'async' })).to.deep.equal({ stdout: '', stderr: '' })
      for (const [verbose, loud, silent] of [[1, 'stderr', 'stdout'], [49, 'stderr', 'stdout'], [50, 'stdout', 'stderr']] as const) {
        const output = await told({ verbose, nJobs: 2, backend: 'async' })
        expect(output[loud]).to.match(/^\[Parallel\(nJobs=2\)\]: Using backend async with 2 concurrent workers\.\n/)
        expect(output[silent]).to.equal('')
      }
    })
  })
})

describe('parallelBackend', () => {
  const undo = useUndo()

  it('names a backend, with all cores unless it is told otherwise', () => {
    parallelBackend('async', {}, () => expect(inForce()).to.deep.equal({ backend: 'async', nJobs: cpuCount(), verbose: 0 }))
    parallelBackend('async', undefined, () => expect(inForce().nJobs).to.equal(cpuCount()))
    parallelBackend('loky', { nJobs: 3, verbose: 2 }, () => expect(inForce()).to.deep.equal({ backend: 'processes', nJobs: 3, verbose: 2 }))
  })

  it('without a function is for the program', () => {
    const { unregister } = parallelBackend('processes', { nJobs: 2 })
    undo(unregister)
    expect(inForce()).to.deep.equal({ backend: 'processes', nJobs: 2, verbose: 0 })
    unregister()
    expect(inForce()).to.deep.equal(DEFAULTS)
  })

  it('[A8] refuses a name that no backend has', () => {
    expect(() => parallelBackend('thread')).to.throw(OptionError, "Did you mean 'threads'?")
  })
})

describe('effectiveNJobs', () => {
  it('[A21] is positive, and all cores when it is asked for nothing', () => {
    expect(effectiveNJobs()).to.equal(cpuCount()).and.to.be.at.least(1)
    expect(effectiveNJobs(-1)).to.equal(cpuCount())
    expect(effectiveNJobs(-1000)).to.equal(1)
    expect(effectiveNJobs(1)).to.equal(1)
    expect(effectiveNJobs(3)).to.equal(3)
  })

  it('[A6] takes whole numbers as text, and cuts fractions off', () => {
    expect(['2', 2.3, 2].map((nJobs) => effectiveNJobs(nJobs))).to.deep.equal([2, 2, 2])
  })

  for (const nothing of [null, undefined]) {
    it(`[A21] ${nothing} is what the scope says, and 1 outside`, () => {
      expect(effectiveNJobs(nothing)).to.equal(1)
      for (const [nJobs, effective] of [[3, 3], [-1, cpuCount()], [null, 1]] as const) {
        parallelConfig({ nJobs }, () => expect(effectiveNJobs(nothing)).to.equal(effective))
        parallelConfig({ nJobs, backend: 'processes' }, () => expect(effectiveNJobs(nothing)).to.equal(effective))
      }
      parallelConfig({ nJobs: 3 }, () => expect(effectiveNJobs()).to.equal(cpuCount()))
    })
  }

  it('is what the backend of the scope says', () => {
    const asked: number[] = []
    const backend = { ...bareBackend(), effectiveNJobs: (nJobs: number) => (asked.push(nJobs), 7) }
    parallelConfig({ backend, nJobs: 3 }, () => expect([effectiveNJobs(), effectiveNJobs(2.9), effectiveNJobs(null)]).to.deep.equal([7, 7, 7]))
    expect(asked).to.deep.equal([-1, 2, 3])
  })

  it('refuses what nJobs refuses', () => {
    expect(() => effectiveNJobs(0)).to.throw(OptionError, 'nJobs == 0 has no meaning')
    expect(() => effectiveNJobs('2.3')).to.throw(OptionError, 'could not be converted to an integer')
  })
})
