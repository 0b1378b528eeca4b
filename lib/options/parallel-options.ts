import type { Backend } from '../model/backend.js'
import type { Task } from '../model/task.js'
import type { BackendAlias, BackendName } from './backend.js'

export const RETURN_AS = ['list', 'generator', 'generatorUnordered'] as const
export const ON_ERROR = ['raise', 'return'] as const
export type ReturnAs = (typeof RETURN_AS)[number]
export type OnError = (typeof ON_ERROR)[number]

/**
 * What can be asked of a run. Every option may be left out, and undefined is the same as leaving it out. All of them
 * are checked when `Parallel` is called: a value that an option can't have is an `OptionError` with code
 * `ERR_INVALID_OPTION`, a name that isn't listed here one with code `ERR_UNKNOWN_OPTION`.
 */
export interface ParallelOptions {
  /**
   * How many tasks may run at the same time.
   *
   * - `1` is a plain loop: no worker, no parallel code at all
   * - `-1` is all cores (see `cpuCount`), `-2` all but one, and so on, but never fewer than 1
   * - more than there are cores is allowed
   *
   * Fractions are truncated, so `2.9` is 2, and text may stand for a whole number, so an environment variable can be
   * passed as it is. 0, anything that truncates to 0 and anything that is no number are errors.
   *
   * @default 1, also for null
   * @source joblib `n_jobs`
   */
  nJobs?: number | string | null | undefined

  /**
   * Where tasks run.
   *
   * - `'sequential'`: one after the other in the caller's own loop
   * - `'async'`: in the caller's thread, at most `nJobs` promises at a time; for tasks that wait rather than compute.
   *   joblib's `'threading'` is taken as this, for both share the caller's objects
   * - `'threads'`: in worker threads; cheap to start, and able to share buffers
   * - `'processes'`: in child processes, so that a crash or an `exit` stays there. joblib's `'loky'` and
   *   `'multiprocessing'` are taken as this
   * - an object that implements `Backend`: a place of your own
   *
   * @default 'sequential' where `nJobs` comes to 1, else 'threads', but tasks that are over sooner than they could be sent,
   * as workers have measured, then run in the caller's thread
   * @source joblib `backend`
   */
  backend?: BackendName | BackendAlias | Backend | undefined

  /**
   * How many tasks travel to a worker together: a positive integer, or `'auto'` to go by what tasks turn out to take,
   * so that neither the overhead of short tasks nor the wait for long ones shows.
   *
   * @default 'auto'
   * @source joblib `batch_size`
   */
  batchSize?: 'auto' | number | undefined

  /**
   * How many tasks may be read from the input before earlier ones are done, which bounds the memory that a lazy input
   * takes.
   *
   * - a number of at least 1, truncated
   * - `'all'` or Infinity: the whole input at once
   * - an arithmetic expression with `nJobs`, such as `'2 * nJobs'`: numbers, parentheses and `+ - * / // % **`, at most
   *   30 characters, nothing above a million; its value is truncated and must be at least 1
   *
   * @default as far as keeps the workers busy: for each job two batches at work and two whose results wait for the consumer,
   * whatever size batches have at the time
   * @source joblib `pre_dispatch`
   */
  preDispatch?: 'all' | number | (string & {}) | undefined

  /**
   * What a call gives.
   *
   * - `'list'`: a promise of all results, in the order of the input
   * - `'generator'`: an async generator that yields each result once it and all before it are there
   * - `'generatorUnordered'`: an async generator that yields results as tasks end
   *
   * @default 'list'
   * @source joblib `return_as`
   */
  returnAs?: ReturnAs | undefined

  /**
   * What becomes of a task's failure: `'raise'` ends the run with the error, `'return'` puts the error in the place of
   * the result and goes on.
   *
   * @default 'raise'
   */
  onError?: OnError | undefined

  /**
   * How much is told about progress, a number of at least 0: 0 nothing, 1 a line now and then, 10 many, above 10 one
   * for every batch. Lines go to stderr; from 50 on to stdout.
   *
   * @default 0
   * @source joblib `verbose`
   */
  verbose?: number | undefined

  /**
   * Ends the run when it is aborted: the call rejects with the signal's reason. One that is aborted already is no
   * error here; it is the call that rejects.
   *
   * @default none
   */
  signal?: AbortSignal | undefined

  /**
   * Runs once in every worker before its first task: a function without parameters, or a task made by `delayed`.
   *
   * @default none
   * @source joblib `initializer`
   */
  initializer?: Task | (() => unknown) | undefined
}
