import type { ProgressEvent } from './model/events.js'
import { LONGEST_TIMER } from './model/timers.js'
import { resolveBatchSize } from './options/batch-size.js'
import { checkNames, checkObject, invalid } from './options/checks.js'
import { resolveTimeout } from './options/limits.js'

/**
 * What `parallel`, `parallelAsync` and `parallelAsyncGen` have in common.
 *
 * @typeParam A types of `args`
 * @typeParam K type of `kwargs`
 */
export interface SharedOptions<A extends readonly unknown[] = [], K extends object | undefined = undefined> {
  /**
   * Milliseconds between one item's start and the next one's, over all workers: at least 0.
   *
   * @default 0
   * @source fastcore `pause`
   */
  readonly pause?: number | undefined

  /**
   * Arguments that the function gets before the item.
   *
   * @default none
   * @source fastcore's further arguments
   */
  readonly args?: readonly [...A] | undefined

  /**
   * An object that the function gets after the item, last.
   *
   * @default none: the item is last
   * @source fastcore's further keyword arguments
   */
  readonly kwargs?: K | undefined

  /**
   * What is thrown takes its item's place in the results, and the call goes on.
   *
   * @default false
   * @source fastcore `return_exceptions`
   */
  readonly returnExceptions?: boolean | undefined

  /**
   * Shows how far the call is: `true` for a bar on stderr, or lines where that is no terminal; a function is told instead.
   *
   * @default false
   * @source fastcore `progress`
   */
  readonly progress?: boolean | ((event: ProgressEvent) => void) | undefined

  /**
   * How many items there will be, for `progress`.
   *
   * @default what the input says
   * @source fastcore `total`
   */
  readonly total?: number | undefined

  /**
   * Ends the call when it is aborted: it rejects with the signal's reason.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined
}

/** Options of `parallel`. */
export interface ParallelMapOptions<A extends readonly unknown[] = [], K extends object | undefined = undefined>
  extends SharedOptions<A, K> {
  /**
   * How many items may be worked on at the same time; 0 is a plain loop in the caller's thread, where all other options
   * mean the same.
   *
   * @default all cores, see `cpuCount`
   * @source fastcore `n_workers`
   */
  readonly nWorkers?: number | undefined

  /**
   * `true`: in worker threads; `false`: in processes.
   *
   * @default as `Parallel` without a backend: threads, tiny tasks and a single worker in the caller's thread
   * @source fastcore `threadpool`
   */
  readonly threadpool?: boolean | undefined

  /**
   * Milliseconds that the whole call may take, above 0. After that what runs is ended, and the call rejects with a
   * TimeoutError (`ERR_TIMEOUT`).
   *
   * @default none
   * @source fastcore `timeout`
   */
  readonly timeout?: number | undefined

  /**
   * How many items travel to a worker together; with `pause` each travels alone.
   *
   * @default 'auto', by what they turn out to take
   * @source fastcore `chunksize`
   */
  readonly chunkSize?: 'auto' | number | undefined
}

/** Options of `parallelAsyncGen`. */
export interface ParallelAsyncGenOptions<A extends readonly unknown[] = [], K extends object | undefined = undefined>
  extends SharedOptions<A, K> {
  /**
   * How many items may be under way at the same time, at least 1.
   *
   * @default 16
   * @source fastcore `n_workers`
   */
  readonly nWorkers?: number | undefined

  /**
   * Milliseconds that each item may take, above 0. What takes longer fails with a TimeoutError (`ERR_TASK_TIMEOUT`), and is
   * not waited for any more.
   *
   * @default none
   * @source fastcore `timeout`
   */
  readonly timeout?: number | undefined
}

/** Options of `parallelAsync`. */
export interface ParallelAsyncOptions<A extends readonly unknown[] = [], K extends object | undefined = undefined>
  extends ParallelAsyncGenOptions<A, K> {
  /**
   * The first error ends the call: no further item is started, and what is under way is not waited for.
   *
   * @default false: all others are done first
   * @source fastcore `cancel_on_error`
   */
  readonly cancelOnError?: boolean | undefined
}

type AnyOptions = ParallelMapOptions<unknown[], object> & ParallelAsyncOptions<unknown[], object>

/** Options checked, and filled in where nothing but the call decides; what is undefined is left to scopes and `Parallel`. */
export interface MapOptions
  extends Pick<AnyOptions, 'nWorkers' | 'threadpool' | 'chunkSize' | 'kwargs' | 'progress' | 'total' | 'signal'> {
  /** In ms; Infinity: no limit, whatever scopes say. */
  readonly timeout: number | undefined
  readonly pause: number
  readonly args: readonly unknown[]
  readonly returnExceptions: boolean
  readonly cancelOnError: boolean
}

const SHARED = ['nWorkers', 'timeout', 'pause', 'returnExceptions', 'args', 'kwargs', 'progress', 'total', 'signal'] as const
const OF_FUNCTION = {
  parallel: [...SHARED, 'threadpool', 'chunkSize'],
  parallelAsync: [...SHARED, 'cancelOnError'],
  parallelAsyncGen: SHARED,
} as const satisfies Readonly<Record<string, readonly (keyof AnyOptions)[]>>

export type MapName = keyof typeof OF_FUNCTION

/** Checks options that `Parallel` doesn't have, or knows under another name; the others it checks itself. */
export function resolveMapOptions(name: MapName, options: unknown): MapOptions {
  checkObject('options', 'an object such as { nWorkers: 4 }', options)
  checkNames(options, OF_FUNCTION[name])
  const given: AnyOptions = options
  return {
    nWorkers: resolveWorkers(given.nWorkers, name === 'parallel' ? 0 : 1),
    threadpool: resolveSwitch('threadpool', given.threadpool),
    returnExceptions: resolveSwitch('returnExceptions', given.returnExceptions) ?? false,
    cancelOnError: resolveSwitch('cancelOnError', given.cancelOnError) ?? false,
    pause: resolvePause(given.pause),
    timeout: given.timeout === undefined ? undefined : (resolveTimeout(given.timeout) ?? Infinity),
    chunkSize: given.chunkSize === undefined ? undefined : resolveBatchSize(given.chunkSize, 'chunkSize'),
    args: resolveArgs(given.args),
    kwargs: resolveKwargs(given.kwargs),
    progress: given.progress,
    total: given.total,
    signal: given.signal,
  }
}

function resolveWorkers(given: number | undefined, least: 0 | 1): number | undefined {
  if (given === undefined || (Number.isSafeInteger(given) && given >= least)) return given
  throw invalid('nWorkers', `a whole number of at least ${least}`, given, least === 0 ? 'Leave it out for all cores' : undefined)
}

function resolveSwitch(option: string, given: unknown): boolean | undefined {
  if (given === undefined || typeof given === 'boolean') return given
  throw invalid(option, 'true or false', given)
}

function resolvePause(given: unknown = 0): number {
  if (typeof given === 'number' && given >= 0 && given <= LONGEST_TIMER) return given
  throw invalid('pause', `a number of milliseconds from 0 to ${LONGEST_TIMER}`, given)
}

function resolveArgs(given: unknown = []): readonly unknown[] {
  if (Array.isArray(given)) return given
  throw invalid('args', 'an array of arguments', given)
}

function resolveKwargs(given: unknown): object | undefined {
  if (given !== undefined) checkObject('kwargs', 'an object such as { quality: 80 }', given)
  return given
}
