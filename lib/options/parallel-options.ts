import type { Backend } from '../model/backend.js'
import type { CodecOptions } from '../model/codec.js'
import type { LogEntry, ProgressEvent, RetryEvent } from '../model/events.js'
import type { OnError } from '../model/on-error.js'
import type { ResourceLimits } from '../model/resource-limits.js'
import type { Task } from '../model/task.js'
import type { TaskInfo } from '../model/task-info.js'
import type { BackendAlias, BackendName } from './backend-names.js'

export const RETURN_AS = ['list', 'generator', 'generatorUnordered'] as const
export const PREFER = ['threads', 'processes'] as const
export const REQUIRE = ['sharedmem'] as const
export const MMAP_MODES = ['r', 'c', 'r+', 'w+'] as const
export type MmapMode = (typeof MMAP_MODES)[number]
export type ReturnAs = (typeof RETURN_AS)[number]
export type Prefer = (typeof PREFER)[number]
export type Require = (typeof REQUIRE)[number]

/** Options of a backend itself. */
export type BackendOptions = Readonly<Record<string, unknown>>

/** How often a task that fails is run again, and when. */
export interface RetryOptions {
  /** How often at most, a whole number of at least 0; Infinity: until it succeeds. */
  readonly limit: number
  /**
   * Milliseconds before the first retry.
   *
   * @default 100
   */
  readonly minDelay?: number | undefined
  /**
   * How many times as long each further retry waits.
   *
   * @default 2
   */
  readonly factor?: number | undefined
  /**
   * Milliseconds that no wait exceeds.
   *
   * @default 10_000
   */
  readonly maxDelay?: number | undefined
  /**
   * Whether this failure is worth another run; sees what was thrown.
   *
   * @default every failure is
   */
  readonly shouldRetry?: ((error: unknown, task: TaskInfo) => boolean) | undefined
}

/**
 * What can be asked of a run. Every option may be left out, and undefined is the same as leaving it out: it is then what
 * `parallelConfig` sets around the call of `Parallel`, or else its default. All of them are checked when `Parallel` is
 * called: a value that an option can't have is an `OptionError` with code `ERR_INVALID_OPTION`, a name that isn't listed
 * here one with code `ERR_UNKNOWN_OPTION`.
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
   * @default 1; null leaves it out here, and in a scope it is 1 again
   * @source joblib `n_jobs`
   */
  nJobs?: number | string | null | undefined

  /**
   * Where tasks run.
   *
   * - `'sequential'`: one after the other in the caller's own loop
   * - `'async'`: in the caller's thread, at most `nJobs` promises of each call at a time; for tasks that wait rather than
   *   compute. joblib's `'threading'` is taken as this, for both share the caller's objects
   * - `'threads'`: in worker threads; cheap to start, and able to share buffers
   * - `'processes'`: in child processes, so that a crash or an `exit` stays there. joblib's `'loky'` and
   *   `'multiprocessing'` are taken as this
   * - a name given by `registerParallelBackend`
   * - an object that implements `Backend`: a place of your own
   *
   * @default with `require: 'sharedmem'` 'async', or 'sequential' where `nJobs` comes to 1. Else, without `prefer`, the backend
   * that was registered with `makeDefault`, if one was. Else 'sequential' where `nJobs` comes to 1, in workers of workers, and
   * where Node's `--permission` forbids workers, with a warning; else what `prefer` says, or 'threads', but tasks that are
   * over sooner than they could be sent, as workers have measured, then run in the caller's thread
   * @source joblib `backend`
   */
  backend?: BackendName | BackendAlias | (string & {}) | Backend | undefined

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
   * Runs once in every worker before its first task: a function without parameters, or a task made by `delayed`. Where
   * tasks run in the caller's thread, that is the worker. What it throws is what calls reject with.
   *
   * @default none
   * @source joblib `initializer`, mpire `worker_init`
   */
  initializer?: Task | (() => unknown) | undefined

  /**
   * Runs once in every worker that ends in peace: when the instance is closed, when the worker idled for too long, or when
   * it makes room for a new one. Not when it is killed, nor at the end of the program. One that takes more than 5 s is given
   * up; what it throws is a warning.
   *
   * @default none
   * @source mpire `worker_exit`
   */
  finalizer?: Task | (() => unknown) | undefined

  /**
   * A soft hint where `backend` is left open: `'threads'` or `'processes'`.
   *
   * @default none
   * @source joblib `prefer`
   */
  prefer?: Prefer | undefined

  /**
   * `'sharedmem'`: tasks see, and may change, the caller's own objects. That leaves the backends `'sequential'` and
   * `'async'`, or one of your own that says so; another one named explicitly is an error.
   *
   * @default none
   * @source joblib `require`
   */
  require?: Require | undefined

  /**
   * Options of the backend itself, which has to be named along with them. For `'threads'` and `'processes'`: `env`, variables
   * added to the environment of workers. A registered backend is made of them; other backends have none.
   *
   * @default none
   * @source joblib's further keyword arguments of a backend
   */
  backendOptions?: BackendOptions | undefined

  /**
   * Milliseconds that a task may take, counted from its start; above 0, and Infinity is no limit. A task that takes longer
   * fails with a TimeoutError (`ERR_TASK_TIMEOUT`): its worker is killed, and other tasks of its batch run elsewhere. In the
   * caller's thread only tasks that wait can be ended; the plain loop says so once, by a warning.
   *
   * @default none
   * @source joblib `timeout`, which counts otherwise: see docs/options.md
   */
  timeout?: number | undefined

  /**
   * How often a task that fails, or loses its worker, is run again: a number, or {@link RetryOptions}. A task is never run
   * twice otherwise. What can't be sent to a worker is not tried again.
   *
   * @default 0
   */
  retries?: number | RetryOptions | undefined

  /**
   * Told of each failure after which the task will run again.
   *
   * @default none
   */
  onRetry?: ((event: RetryEvent) => void) | undefined

  /**
   * How many tasks a worker runs before a new one takes its place, a positive integer. The new one is started first.
   *
   * @default no limit
   * @source multiprocessing `maxtasksperchild`, mpire `worker_lifespan`
   */
  maxTasksPerWorker?: number | undefined

  /**
   * How much memory a worker may take before a new one takes its place: bytes, or text such as `'500M'`. Looked at between
   * tasks; garbage is collected before the worker is judged. Of a thread it is its heap and its buffers, of a process all of
   * its memory; large arrays that it shares with others are not counted.
   *
   * @default no limit
   */
  maxMemoryPerWorker?: number | string | undefined

  /**
   * Milliseconds that a worker is kept when it has nothing to do, at least 0; Infinity keeps it until the program ends.
   * Copies of large arrays that were shared with workers are kept as long for later calls.
   *
   * @default 300_000
   * @source loky `timeout`, joblib `idle_worker_timeout`
   */
  idleTimeout?: number | undefined

  /**
   * V8's limits for each worker, as `new Worker` takes them; a worker that exceeds them ends, and its task fails.
   *
   * @default V8's own
   */
  resourceLimits?: ResourceLimits | undefined

  /**
   * How many threads native code may use in each worker process, a positive integer, as told by the usual environment
   * variables (`OMP_NUM_THREADS` and others). Only for processes: threads share one environment.
   *
   * @default the cores divided by `nJobs`, where the variable isn't set already
   * @source joblib `inner_max_num_threads`
   */
  innerMaxNumThreads?: number | undefined

  /**
   * From how many bytes on the buffer of a typed array, a DataView or a Buffer is shared with workers instead of copied with
   * each task: a number, or text such as `'500K'`; null shares none. See docs/arrays.md.
   *
   * @default '1M'; 0 where tasks may write to arrays (`mmapMode: 'r+'`)
   * @source joblib `max_nbytes`
   */
  maxNbytes?: number | string | null | undefined

  /**
   * What tasks may do to arrays that are shared.
   *
   * - `'r'`: read them. What a task writes nevertheless never reaches the caller; on processes only its own worker sees it,
   *   on threads all workers do until the call ends, and a warning tells of it
   * - `'c'`: change them, as if each batch of tasks had a copy
   * - `'r+'`: change them for everybody: other tasks see it at once, the caller when the call has ended. Arrays of any size,
   *   unless `maxNbytes` says otherwise. On processes it takes the optional package koffi. `'w+'` is the same
   * - null: none is shared
   *
   * @default 'r'
   * @source joblib `mmap_mode`
   */
  mmapMode?: MmapMode | null | undefined

  /**
   * For debugging, with `mmapMode: 'r'`: a task that writes to a shared array fails. In a process the write itself ends the
   * worker, elsewhere the task fails once it is through, which takes a copy and time.
   *
   * @default false
   */
  strictReadonly?: boolean | undefined

  /**
   * The folder for files through which processes share arrays.
   *
   * @default `ALLCORES_TEMP_FOLDER`, else `JOBLIB_TEMP_FOLDER`, else `/dev/shm` where it has room, else the system's folder for
   * temporary files
   * @source joblib `temp_folder`
   */
  tempFolder?: string | undefined

  /**
   * Shows how far a call is: `true` for a bar on stderr, or lines where that is no terminal; a function is told now and then,
   * and at the end. See docs/progress.md.
   *
   * @default false
   * @source mpire `progress_bar`, fastcore `progress`
   */
  progress?: boolean | ((event: ProgressEvent) => void) | undefined

  /**
   * How many tasks there will be, for progress, where the input doesn't say: a whole number of at least 0.
   *
   * @default what the input says
   */
  total?: number | undefined

  /**
   * A file to write what each worker did when, in Chrome's trace format: open it in Perfetto, or with `allcores report`.
   *
   * @default none
   */
  trace?: string | undefined

  /**
   * How values travel that a structured clone doesn't carry, such as instances of classes: `arguments` are encoded in the
   * caller's thread and decoded in the worker, `results` the other way round. A codec that throws fails its task. In the
   * caller's thread nothing travels, and nothing is encoded. A backend of your own gets the option, and may keep it. See
   * docs/codec.md.
   *
   * @default none: structured clone
   * @source loky `job_reducers`, `result_reducers`, `set_loky_pickler`
   */
  codec?: CodecOptions | undefined

  /**
   * Told what tasks write in workers, to the console or to stdout and stderr, which is printed otherwise; before their
   * results, and in the order in which each worker wrote it. In the caller's thread it is printed as ever. What it throws
   * ends the call.
   *
   * @default none
   */
  onLog?: ((entry: LogEntry) => void) | undefined
}
