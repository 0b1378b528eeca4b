import type { ArrayOptions } from '../model/array-options.js'
import type { CodecOptions } from '../model/codec.js'
import type { LogEntry, ProgressEvent, RetryEvent } from '../model/events.js'
import { ON_ERROR, type OnError } from '../model/on-error.js'
import type { ResourceLimits } from '../model/resource-limits.js'
import type { Retries } from '../model/retries.js'
import { Task } from '../model/task.js'
import { resolveArrays } from './arrays.js'
import { type BackendChoice, resolveBackend } from './backend.js'
import { resolveBatchSize } from './batch-size.js'
import { resolveBytes } from './bytes.js'
import { invalid, oneOf } from './checks.js'
import { resolveCodec } from './codec.js'
import type { Hints } from './hints.js'
import { resolveInnerMaxNumThreads } from './inner-threads.js'
import { resolveIdleTimeout, resolveLimit, resolveResourceLimits, resolveTimeout } from './limits.js'
import { resolveNJobs } from './n-jobs.js'
import { affordableJobs, coresHere } from './nesting.js'
import { type ParallelOptions, RETURN_AS, type ReturnAs } from './parallel-options.js'
import { resolvePreDispatch } from './pre-dispatch.js'
import { resolveRetries } from './retries.js'

/**
 * The options in force: {@link ParallelOptions}, those of scopes included, with all values checked and defaults filled in. Frozen.
 * Unless it says otherwise below, an option means the same as there, and undefined is its default.
 */
export interface Config {
  /** How many tasks may run at the same time, at least 1: the number that `nJobs` comes to. */
  readonly nJobs: number
  readonly backend: BackendChoice
  readonly batchSize: 'auto' | number
  /** A number of tasks of at least 1, maybe Infinity; undefined: as many as keep the workers busy. */
  readonly preDispatch: number | undefined
  readonly returnAs: ReturnAs
  readonly onError: OnError
  readonly verbose: number
  readonly signal: AbortSignal | undefined
  /** A function that was given is a task here. */
  readonly initializer: Task | undefined
  readonly finalizer: Task | undefined
  /** The limit in ms; undefined: none. */
  readonly timeout: number | undefined
  /** Undefined: no retries. */
  readonly retries: Retries | undefined
  readonly onRetry: ((event: RetryEvent) => void) | undefined
  /** Undefined: no limit. */
  readonly maxTasksPerWorker: number | undefined
  /** The limit in bytes; undefined: none. */
  readonly maxMemoryPerWorker: number | undefined
  /** The time in ms, maybe Infinity; undefined: five minutes. */
  readonly idleTimeout: number | undefined
  readonly resourceLimits: ResourceLimits | undefined
  readonly innerMaxNumThreads: number | undefined
  /** What `maxNbytes`, `mmapMode`, `strictReadonly` and `tempFolder` come to; undefined: large arrays are copied. */
  readonly arrays: ArrayOptions | undefined
  readonly backendOptions: Readonly<Record<string, unknown>> | undefined
  readonly progress: boolean | ((event: ProgressEvent) => void)
  readonly total: number | undefined
  readonly trace: string | undefined
  readonly codec: CodecOptions | undefined
  readonly onLog: ((entry: LogEntry) => void) | undefined
}

/**
 * Checks options, wherever they come from, and fills in the rest. Nobody after it checks an option again.
 *
 * @throws OptionError `ERR_INVALID_OPTION` for a value that the option can't have
 */
export function toConfig(options: ParallelOptions, hints: Hints): Config {
  const wanted = resolveNJobs(options.nJobs, coresHere)
  const nJobs = affordableJobs(wanted, resolveBackend(options.backend, wanted, hints))
  return Object.freeze({
    nJobs,
    backend: resolveBackend(options.backend, nJobs, hints),
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
    maxTasksPerWorker: resolveLimit('maxTasksPerWorker', options.maxTasksPerWorker),
    maxMemoryPerWorker: resolveBytes('maxMemoryPerWorker', options.maxMemoryPerWorker),
    idleTimeout: resolveIdleTimeout(options.idleTimeout),
    resourceLimits: resolveResourceLimits(options.resourceLimits),
    innerMaxNumThreads: resolveInnerMaxNumThreads(options),
    arrays: resolveArrays(options),
    backendOptions: options.backendOptions,
    progress: resolveProgress(options.progress),
    total: resolveTotal(options.total),
    trace: resolveTrace(options.trace),
    codec: resolveCodec(options.codec),
    onLog: resolveFunction('onLog', options.onLog),
  })
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
