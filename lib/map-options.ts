import type { ProgressEvent } from './model/events.js'

/**
 * The options that `parallel`, `parallelAsync` and `parallelAsyncGen` have in common.
 *
 * @typeParam A types of `args`
 * @typeParam K type of `kwargs`
 */
export interface CommonMapOptions<A extends readonly unknown[] = [], K extends object | undefined = undefined> {
  /**
   * Milliseconds that pass at least between the start of one item and that of the next, over all workers: at least 0.
   *
   * @default 0
   * @source fastcore `pause`
   */
  readonly pause?: number | undefined

  /**
   * Arguments that the function gets before the item: `f(...args, item)`.
   *
   * @default none
   * @source fastcore's further arguments
   */
  readonly args?: readonly [...A] | undefined

  /**
   * An object that the function gets after the item: `f(item, kwargs)`.
   *
   * @default none: the item is the last argument
   * @source fastcore's further keyword arguments
   */
  readonly kwargs?: K | undefined

  /**
   * True: an error takes the place of its item's result, and the call goes on.
   *
   * @default false
   * @source fastcore `return_exceptions`
   */
  readonly returnExceptions?: boolean | undefined

  /**
   * Shows how far the call is. `true`: by a bar on stderr, or by lines where that is no terminal. A function is called with a
   * {@link ProgressEvent} instead, every 50 ms at most and at the end.
   *
   * @default false
   * @source fastcore `progress`
   */
  readonly progress?: boolean | ((event: ProgressEvent) => void) | undefined

  /**
   * How many items there will be, for `progress`: a whole number of at least 0.
   *
   * @default the length of the input, where it has one
   * @source fastcore `total`
   */
  readonly total?: number | undefined

  /**
   * Ends the call when it is aborted. The call rejects with the signal's reason.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined
}

/** Options of `parallel`. */
export interface ParallelMapOptions<A extends readonly unknown[] = [], K extends object | undefined = undefined>
  extends CommonMapOptions<A, K> {
  /**
   * How many items may be worked on at the same time: a whole number of at least 0. 0 is a plain loop in the caller's thread, where
   * all other options keep their meaning.
   *
   * @default all cores, see `cpuCount`
   * @source fastcore `n_workers`
   */
  readonly nWorkers?: number | undefined

  /**
   * Where the function runs. `true`: in worker threads; `false`: in processes.
   *
   * @default in worker threads; but with `nWorkers: 1`, or where the function is done sooner than an item is sent, in the caller's
   * thread, as by `Parallel` without a backend
   * @source fastcore `threadpool`
   */
  readonly threadpool?: boolean | undefined

  /**
   * Milliseconds that the whole call may take, above 0; Infinity is no limit. After that what runs is ended, and the call rejects
   * with a TimeoutError (`ERR_TIMEOUT`).
   *
   * @default none
   * @source fastcore `timeout`
   */
  readonly timeout?: number | undefined

  /**
   * How many items are sent to a worker together: a positive integer, or `'auto'` to go by the time that items take. With `pause`
   * each is sent by itself.
   *
   * @default 'auto'
   * @source fastcore `chunksize`
   */
  readonly chunkSize?: 'auto' | number | undefined
}

/** Options of `parallelAsyncGen`. */
export interface ParallelAsyncGenOptions<A extends readonly unknown[] = [], K extends object | undefined = undefined>
  extends CommonMapOptions<A, K> {
  /**
   * How many items may be worked on at the same time: a whole number of at least 1.
   *
   * @default 16
   * @source fastcore `n_workers`
   */
  readonly nWorkers?: number | undefined

  /**
   * Milliseconds that each item may take, above 0; Infinity is no limit. One that takes longer fails with a TimeoutError
   * (`ERR_TASK_TIMEOUT`). Its function can't be stopped, but is not waited for any more.
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
   * True: the first error ends the call. No further item is started, and those that were started are not waited for.
   * Without effect if `returnExceptions` is true.
   *
   * @default false: all other items are finished first, then the call rejects
   * @source fastcore `cancel_on_error`
   */
  readonly cancelOnError?: boolean | undefined
}
