import { inspect } from 'node:util'
import { expect } from 'chai'
import { delayed } from '../../lib/model/delayed.js'
import { OptionError } from '../../lib/model/errors.js'
import { cpuCount } from '../../lib/options/cpu-count.js'
import type { Config } from '../../lib/options/options.js'
import type { ParallelOptions } from '../../lib/options/parallel-options.js'
import { resolveOptions } from '../../lib/options/resolve.js'

const DEFAULTS: Config = {
  nJobs: 1,
  backend: 'sequential',
  batchSize: 'auto',
  preDispatch: undefined,
  returnAs: 'list',
  onError: 'raise',
  verbose: 0,
  signal: undefined,
  initializer: undefined,
  finalizer: undefined,
  timeout: undefined,
  retries: undefined,
  onRetry: undefined,
  maxTasksPerWorker: undefined,
  maxMemoryPerWorker: undefined,
  idleTimeout: undefined,
  resourceLimits: undefined,
  innerMaxNumThreads: undefined,
  arrays: { maxNbytes: 2 ** 20, mmapMode: 'r', strictReadonly: false, tempFolder: undefined },
  backendOptions: undefined,
  progress: false,
  total: undefined,
  trace: undefined,
  codec: undefined,
  onLog: undefined,
}
/** Options that only decide about others. */
const DECIDING = ['prefer', 'require']
/** Options that together are one thing: `arrays`. */
const OF_ARRAYS = ['maxNbytes', 'mmapMode', 'strictReadonly', 'tempFolder']
const NAMES = [...Object.keys(DEFAULTS).filter((name) => name !== 'arrays'), ...OF_ARRAYS, ...DECIDING]
const normalizeOptions = (options?: ParallelOptions) => resolveOptions(options).config
const normalize = normalizeOptions as (options: unknown) => Config

describe('resolveOptions', () => {
  it('fills in every default when nothing is given', () => {
    expect(normalizeOptions(undefined)).to.deep.equal(DEFAULTS)
    expect(normalizeOptions({})).to.deep.equal(DEFAULTS)
  })

  it('takes undefined as unset, for every option', () => {
    expect(normalize(Object.fromEntries(NAMES.map((name) => [name, undefined])))).to.deep.equal(DEFAULTS)
  })

  it('keeps what is given', () => {
    const signal = new AbortController().signal
    const initializer = delayed(Math.abs)(-1)
    const options: ParallelOptions = {
      nJobs: 3,
      backend: 'processes',
      batchSize: 10,
      preDispatch: 30,
      returnAs: 'generator',
      onError: 'return',
      verbose: 11,
      signal,
      initializer,
      finalizer: initializer,
      timeout: 1000,
      retries: { limit: 3, minDelay: 1, factor: 1, maxDelay: 5, shouldRetry: () => true },
      onRetry: () => {},
      maxTasksPerWorker: 7,
      maxMemoryPerWorker: 1e9,
      idleTimeout: 0,
      resourceLimits: { maxOldGenerationSizeMb: 100 },
      innerMaxNumThreads: 1,
      backendOptions: { env: { A: 'b' } },
      progress: () => {},
      total: 0,
      trace: 'trace.json',
      codec: { arguments: { encode: String, decode: Number }, results: { encode: String, decode: Number } },
      onLog: () => {},
    }
    const config = normalizeOptions(options)
    expect(config).to.deep.equal({ ...options, arrays: DEFAULTS.arrays })
    expect(config.signal).to.equal(signal)
    expect(config.initializer).to.equal(initializer)
  })

  it('freezes its result and leaves the options alone', () => {
    const options = { nJobs: '2' }
    expect(normalizeOptions(options)).to.be.frozen
    expect(options).to.deep.equal({ nJobs: '2' })
  })

  it('reads options that are inherited', () => {
    expect(normalize(Object.create({ nJobs: 2 }))).to.include({ nJobs: 2 })
  })

  it('resolves nJobs against the cores there are', () => {
    expect(normalizeOptions({ nJobs: -1 }).nJobs).to.equal(cpuCount())
    expect(normalizeOptions({ nJobs: null }).nJobs).to.equal(1)
  })

  it('chooses the backend by nJobs only where none is given', () => {
    expect(normalizeOptions({ nJobs: 2 }).backend).to.equal('threads')
    expect(normalizeOptions({ nJobs: 1 }).backend).to.equal('sequential')
    expect(normalizeOptions({ nJobs: 1, backend: 'loky' }).backend).to.equal('processes')
    expect(normalizeOptions({ nJobs: 2, backend: 'sequential' }).backend).to.equal('sequential')
  })

  it('evaluates preDispatch with the nJobs it resolved', () => {
    expect(normalizeOptions({ nJobs: '3', preDispatch: '2 * nJobs' }).preDispatch).to.equal(6)
    expect(normalizeOptions({ preDispatch: 'all' }).preDispatch).to.equal(Infinity)
  })

  it('makes a task of an initializer that is a function', () => {
    const setUp = () => 'ready'
    const { initializer } = normalizeOptions({ initializer: setUp })
    expect(initializer).to.include({ fn: setUp }).and.to.have.deep.property('args', [])
  })

  it('takes a signal that is aborted already', () => {
    const signal = AbortSignal.abort()
    expect(normalizeOptions({ signal }).signal).to.equal(signal)
  })

  const invalid: readonly (readonly [keyof ParallelOptions, unknown, string])[] = [
    ['nJobs', 0, 'nJobs == 0 has no meaning'],
    ['nJobs', 'invalid', 'nJobs could not be converted to an integer'],
    ['backend', 'spark', 'backend must be'],
    ['batchSize', 1.42, "batchSize must be 'auto' or a positive integer, got: 1.42"],
    ['batchSize', null, "batchSize must be 'auto' or a positive integer, got: null"],
    ['preDispatch', 0, 'preDispatch must be'],
    ['preDispatch', '1^1', '"1^1" is not a valid or supported arithmetic expression'],
    ['returnAs', 'array', "returnAs must be 'list', 'generator' or 'generatorUnordered', got: 'array'"],
    ['returnAs', 'generator_unordered', "Did you mean 'generatorUnordered'?"],
    ['onError', 'ignore', "onError must be 'raise' or 'return', got: 'ignore'"],
    ['verbose', -1, 'verbose must be a number of at least 0, got: -1'],
    ['verbose', NaN, 'verbose must be a number of at least 0, got: NaN'],
    ['verbose', true, 'verbose must be a number of at least 0, got: true'],
    ['verbose', '1', "verbose must be a number of at least 0, got: '1'"],
    ['signal', {}, 'signal must be an AbortSignal, got: {}'],
    ['signal', null, 'signal must be an AbortSignal, got: null'],
    ['signal', new AbortController(), "Pass the controller's signal"],
    ['initializer', 'setUp', "initializer must be a function or a task made by delayed(), got: 'setUp'"],
    ['initializer', null, 'initializer must be a function or a task made by delayed(), got: null'],
  ]
  for (const [option, value, message] of invalid) {
    it(`refuses ${option} ${inspect(value, { depth: 0 })}`, () => {
      expect(() => normalize({ [option]: value }))
        .to.throw(OptionError, message)
        .that.includes({ code: 'ERR_INVALID_OPTION', option })
    })
  }

  for (const options of [null, 4, '4', true, [], () => ({}), Symbol('options')]) {
    it(`refuses options that are ${inspect(options)}`, () => {
      expect(() => normalize(options))
        .to.throw(OptionError, 'options must be an object such as { nJobs: -1 }, got: ')
        .that.includes({ code: 'ERR_INVALID_OPTION', option: 'options' })
    })
  }

  const hints: readonly (readonly [string, string])[] = [
    ['n_jobs', 'nJobs'],
    ['njobs', 'nJobs'],
    ['batch_size', 'batchSize'],
    ['pre_dispatch', 'preDispatch'],
    ['return_as', 'returnAs'],
    ['backends', 'backend'],
  ]
  for (const [given, meant] of hints) {
    it(`refuses the name ${given} and asks whether ${meant} was meant`, () => {
      expect(() => normalize({ [given]: 2 }))
        .to.throw(OptionError, `unknown option '${given}'. Did you mean '${meant}'? Valid options: `)
        .that.includes({ code: 'ERR_UNKNOWN_OPTION', option: given })
    })
  }

  for (const given of ['foo', 'toString', 'constructor', '__proto__', '']) {
    it(`refuses the name '${given}' and lists the valid ones`, () => {
      expect(() => normalize({ [given]: undefined }))
        .to.throw(OptionError, `unknown option '${given}'. Valid options: `)
        .that.includes({ code: 'ERR_UNKNOWN_OPTION', option: given })
    })
  }

  it('refuses an unknown name before it looks at values', () => {
    expect(() => normalize({ nJobs: 0, foo: 1 })).to.throw("unknown option 'foo'")
  })
})

describe('options of workers and of what is told', () => {
  it('reads sizes of memory', () => {
    const bytes = (maxMemoryPerWorker: number | string) => normalizeOptions({ maxMemoryPerWorker }).maxMemoryPerWorker
    expect([5, '5', '5K', '1.5m', ' 2 GB '].map(bytes)).to.deep.equal([5, 5, 5120, 1_572_864, 2_147_483_648])
  })

  it('fills in how retries wait, and takes 0 as none', () => {
    expect(normalizeOptions({ retries: 2 }).retries).to.deep.equal({ limit: 2, minDelay: 100, factor: 2, maxDelay: 10_000, shouldRetry: undefined })
    expect(normalizeOptions({ retries: 0 }).retries).to.equal(undefined)
  })

  it('takes Infinity as no limit', () => {
    const { timeout, maxTasksPerWorker } = normalizeOptions({ timeout: Infinity, maxTasksPerWorker: Infinity })
    expect([timeout, maxTasksPerWorker]).to.deep.equal([undefined, undefined])
  })

  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    timeout: [0, -1, NaN, '1', null],
    retries: [-1, 1.5, '1', null, {}, { limit: -1 }, { limit: 1, minDelay: -1 }, { limit: 1, shouldRetry: 1 }],
    onRetry: [1, {}],
    finalizer: [1, 'f'],
    maxTasksPerWorker: [0, -1, 1.5, '1'],
    maxMemoryPerWorker: [0, -1, NaN, '', 'M', '5 apples', null],
    idleTimeout: [-1, NaN, '1'],
    resourceLimits: [1, [], { maxOldGenerationSizeMb: 0 }],
    innerMaxNumThreads: [0, 1.5],
    backendOptions: [1, 'a'],
    progress: [1, 'yes', {}],
    total: [-1, 0.5, '3'],
    trace: ['', 1, true],
    codec: [
      1,
      null,
      (x: unknown) => x,
      { arguments: String },
      { arguments: null },
      { results: { encode: String } },
      { results: { encode: 'utf8', decode: Number } },
    ],
    onLog: [true],
  }
  for (const [option, values] of Object.entries(wrong)) {
    for (const value of values) {
      it(`refuses ${inspect(value)} as ${option}`, () => {
        const error = expect(() => normalize({ [option]: value })).to.throw(OptionError)
        error.that.includes({ code: 'ERR_INVALID_OPTION' })
        error.that.has.property('option').that.matches(new RegExp(`^${option}`))
      })
    }
  }

  const unknown: readonly (readonly [name: string, options: object, advice: string])[] = [
    ['retries.times', { retries: { limit: 1, times: 2 } }, 'Valid options: retries.limit, '],
    ['resourceLimits.maxOldGenerationSize', { resourceLimits: { maxOldGenerationSize: 1 } }, "Did you mean 'resourceLimits.maxOldGenerationSizeMb'?"],
    ['codec.encode', { codec: { encode: String, decode: Number } }, 'Valid options: codec.arguments, codec.results'],
    ['codec.result', { codec: { result: { encode: String, decode: Number } } }, "Did you mean 'codec.results'?"],
    ['codec.results.name', { codec: { results: { encode: String, decode: Number, name: 'text' } } }, 'Valid options: codec.results.encode, '],
    ['backendOptions.envs', { backend: 'threads', backendOptions: { envs: {} } }, "Did you mean 'backendOptions.env'?"],
  ]
  for (const [option, options, advice] of unknown) {
    it(`refuses the name ${option}`, () => {
      expect(() => normalize(options))
        .to.throw(OptionError, `unknown option '${option}'. ${advice}`)
        .that.includes({ code: 'ERR_UNKNOWN_OPTION', option })
    })
  }
})
