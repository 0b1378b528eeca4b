import type { Backend } from '../model/backend.js'
import { OptionError } from '../model/errors.js'
import type { LogEntry, ProgressEvent, RetryEvent } from '../model/events.js'
import type { ResourceLimits } from '../model/resource-limits.js'
import { Task } from '../model/task.js'
import { type BackendName, resolveBackend } from './backend.js'
import { resolveBatchSize } from './batch-size.js'
import { resolveBytes } from './bytes.js'
import { didYouMean, invalid, oneOf } from './checks.js'
import { cpuCount } from './cpu-count.js'
import { resolveIdleTimeout, resolvePositiveInteger, resolveResourceLimits, resolveTimeout } from './limits.js'
import { resolveNJobs } from './n-jobs.js'
import { ON_ERROR, type OnError, type ParallelOptions, RETURN_AS, type ReturnAs } from './parallel-options.js'
import { resolvePreDispatch } from './pre-dispatch.js'
import { resolveRetries, type Retries } from './retries.js'
import { show } from './show.js'

export { BACKEND_ALIASES, BACKEND_NAMES, type BackendAlias, type BackendName } from './backend.js'
export type { OnError, ParallelOptions, Prefer, Require, RetryOptions, ReturnAs } from './parallel-options.js'
export type { Retries } from './retries.js'

/** What a run needs to know: {@link ParallelOptions} with every default filled in and every value checked. Frozen. */
export interface Config {
  /** At least 1. */
  readonly nJobs: number
  readonly backend: BackendName | Backend
  readonly batchSize: 'auto' | number
  /** In tasks, at least 1, maybe Infinity; undefined leaves it to the dispatcher. */
  readonly preDispatch: number | undefined
  readonly returnAs: ReturnAs
  readonly onError: OnError
  readonly verbose: number
  readonly signal: AbortSignal | undefined
  readonly initializer: Task | undefined
  readonly finalizer: Task | undefined
  /** In ms; undefined is no limit, as with the following limits. */
  readonly timeout: number | undefined
  readonly retries: Retries | undefined
  readonly onRetry: ((event: RetryEvent) => void) | undefined
  readonly maxTasksPerWorker: number | undefined
  /** In bytes. */
  readonly maxMemoryPerWorker: number | undefined
  /** In ms, maybe Infinity; undefined leaves it to the pool. */
  readonly idleTimeout: number | undefined
  readonly resourceLimits: ResourceLimits | undefined
  readonly innerMaxNumThreads: number | undefined
  readonly backendOptions: Readonly<Record<string, unknown>> | undefined
  readonly progress: boolean | ((event: ProgressEvent) => void)
  readonly total: number | undefined
  readonly trace: string | undefined
  readonly onLog: ((entry: LogEntry) => void) | undefined
}

/** The names there are. As a record, for the compiler to notice when one is missing. */
const NAMES: Readonly<Record<keyof ParallelOptions, true>> = {
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
  progress: true,
  total: true,
  trace: true,
  onLog: true,
}

/**
 * Checks what the user wrote and fills in the rest. Nobody after it checks an option again.
 *
 * @throws OptionError `ERR_UNKNOWN_OPTION` for a name that is no option, `ERR_INVALID_OPTION` for a value that the
 * option can't have
 */
export function normalizeOptions(options: ParallelOptions = {}): Config {
  checkNames(options)
  const nJobs = resolveNJobs(options.nJobs, cpuCount())
  return Object.freeze({
    nJobs,
    backend: resolveBackend(options.backend, nJobs),
    batchSize: resolveBatchSize(options.batchSize),
    preDispatch: resolvePreDispatch(options.preDispatch, nJobs),
    returnAs: oneOf('returnAs', RETURN_AS, options.returnAs),
    onError: oneOf('onError', ON_ERROR, options.onError),
    verbose: resolveVerbose(options.verbose),
    signal: resolveSignal(options.signal),
    initializer: resolveHook('initializer', options.initializer),
    finalizer: resolveHook('finalizer', options.finalizer),
    timeout: resolveTimeout(options.timeout),
    retries: resolveRetries(options.retries),
    onRetry: resolveFunction('onRetry', options.onRetry),
    maxTasksPerWorker: resolvePositiveInteger('maxTasksPerWorker', options.maxTasksPerWorker),
    maxMemoryPerWorker: options.maxMemoryPerWorker === undefined ? undefined : resolveBytes('maxMemoryPerWorker', options.maxMemoryPerWorker),
    idleTimeout: resolveIdleTimeout(options.idleTimeout),
    resourceLimits: resolveResourceLimits(options.resourceLimits),
    innerMaxNumThreads: resolvePositiveInteger('innerMaxNumThreads', options.innerMaxNumThreads),
    backendOptions: resolveBackendOptions(options.backendOptions),
    progress: resolveProgress(options.progress),
    total: resolveTotal(options.total),
    trace: resolveTrace(options.trace),
    onLog: resolveFunction('onLog', options.onLog),
  })
}

function checkNames(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalid('options', 'an object such as { nJobs: -1 }', options)
  }
  for (const name in options) {
    if (!Object.hasOwn(NAMES, name)) throw unknownName(name)
  }
}

function unknownName(name: string): OptionError {
  const known = Object.keys(NAMES)
  const sentences = [`unknown option ${show(name)}.`, didYouMean(name, known), `Valid options: ${known.join(', ')}`]
  return new OptionError(name, sentences.filter(Boolean).join(' '), 'ERR_UNKNOWN_OPTION')
}

function resolveVerbose(given: unknown): number {
  if (given === undefined) return 0
  if (typeof given === 'number' && given >= 0) return given
  throw invalid('verbose', 'a number of at least 0', given)
}

function resolveSignal(given: unknown): AbortSignal | undefined {
  if (given === undefined || given instanceof AbortSignal) return given
  const advice = given instanceof AbortController ? "Pass the controller's signal" : undefined
  throw invalid('signal', 'an AbortSignal', given, advice)
}

function resolveHook(option: string, given: unknown): Task | undefined {
  if (given === undefined || given instanceof Task) return given
  if (typeof given === 'function') return new Task(given as () => unknown, [])
  throw invalid(option, 'a function or a task made by delayed()', given)
}

function resolveFunction<F extends (event: never) => void>(option: string, given: F | undefined): F | undefined {
  if (given === undefined || typeof given === 'function') return given
  throw invalid(option, 'a function', given)
}

function resolveBackendOptions(given: unknown): Readonly<Record<string, unknown>> | undefined {
  if (given === undefined || (typeof given === 'object' && given !== null)) return given as Readonly<Record<string, unknown>> | undefined
  throw invalid('backendOptions', 'an object', given)
}

function resolveProgress(given: Config['progress'] | undefined): Config['progress'] {
  if (given === undefined || typeof given === 'boolean' || typeof given === 'function') return given ?? false
  throw invalid('progress', 'true, false or a function', given)
}

function resolveTotal(given: unknown): number | undefined {
  if (given === undefined || (Number.isInteger(given) && (given as number) >= 0)) return given as number | undefined
  throw invalid('total', 'a whole number of at least 0', given)
}

function resolveTrace(given: unknown): string | undefined {
  if (given === undefined || (typeof given === 'string' && given !== '')) return given as string | undefined
  throw invalid('trace', 'the name of a file', given)
}
