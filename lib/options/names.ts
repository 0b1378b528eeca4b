import { OptionError } from '../model/errors.js'
import { checkBackendOptions } from './backend-options.js'
import { checkNames, checkObject } from './checks.js'
import type { ParallelOptions } from './parallel-options.js'

export type OptionName = keyof ParallelOptions

/** The names of all options, as a record so that the compiler notices when one is missing. */
const NAMES: Readonly<Record<OptionName, true>> = {
  nJobs: true,
  backend: true,
  batchSize: true,
  preDispatch: true,
  returnAs: true,
  onError: true,
  verbose: true,
  signal: true,
  initializer: true,
  finalizer: true,
  prefer: true,
  require: true,
  backendOptions: true,
  timeout: true,
  retries: true,
  onRetry: true,
  maxTasksPerWorker: true,
  maxMemoryPerWorker: true,
  idleTimeout: true,
  resourceLimits: true,
  innerMaxNumThreads: true,
  maxNbytes: true,
  mmapMode: true,
  strictReadonly: true,
  tempFolder: true,
  progress: true,
  total: true,
  trace: true,
  codec: true,
  onLog: true,
}

export const OPTION_NAMES = Object.keys(NAMES) as readonly OptionName[]

/** Options that no scope may set: they decide the type of a call's results, or are about one input or its tasks. */
const OF_ONE_INSTANCE = ['returnAs', 'onError', 'total', 'signal', 'codec'] as const

/** The options that `parallelConfig` may set: all but `returnAs`, `onError`, `total`, `signal` and `codec`. */
export type ScopeOptions = Omit<ParallelOptions, (typeof OF_ONE_INSTANCE)[number]>

const SCOPE_NAMES = OPTION_NAMES.filter((name) => !OF_ONE_INSTANCE.some((other) => other === name))

/**
 * A copy of what the user wrote, with nothing in it but options. Its values are not looked at.
 *
 * @throws OptionError `ERR_UNKNOWN_OPTION` for a name that is no option
 */
export function readOptions(given: unknown): ParallelOptions {
  return read(given, OPTION_NAMES)
}

/** A copy of the options that a scope sets. Throws also for options that only a single `Parallel` can have. */
export function readScopeOptions(given: unknown): ScopeOptions {
  return read(given, SCOPE_NAMES, refuseOfOneInstance)
}

function read(given: unknown, known: readonly OptionName[], refuse?: (given: object) => void): ParallelOptions {
  checkObject('options', 'an object such as { nJobs: -1 }', given)
  refuse?.(given)
  checkNames(given, known)
  const options = pick(known, (name) => (given as ParallelOptions)[name])
  checkBackendOptions(options)
  return options
}

/** Options by their names, without those whose value is undefined. */
export function pick(names: readonly OptionName[], valueOf: (name: OptionName) => unknown): ParallelOptions {
  const options: Partial<Record<OptionName, unknown>> = {}
  for (const name of names) {
    const value = valueOf(name)
    if (value !== undefined) options[name] = value
  }
  return options as ParallelOptions
}

function refuseOfOneInstance(given: object): void {
  const name = OF_ONE_INSTANCE.find((name) => name in given)
  if (name === undefined) return
  const what = `option '${name}' is for a single Parallel, not for a scope: give it to Parallel`
  throw new OptionError(name, `${what}. Options of a scope: ${SCOPE_NAMES.join(', ')}`, 'ERR_UNKNOWN_OPTION')
}
