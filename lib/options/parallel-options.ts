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

/** Options for one backend alone, such as `{ env: { LEVEL: '3' } }`. Which names there are depends on the backend. */
export type BackendOptions = Readonly<Record<string, unknown>>

/** How often a task that fails is run again, and after which pause. */
export interface RetryOptions {
  /** How many times a task is run again at most: a whole number of at least 0, or Infinity for until it succeeds. */
  readonly limit: number
  /**
   * Milliseconds before the first retry.
   *
   * @default 100
   */
  readonly minDelay?: number | undefined
  /**
   * What the pause is multiplied by after each retry, at least 0; with 1 all pauses are the same.
   *
   * @default 2
   */
  readonly factor?: number | undefined
  /**
   * The longest pause, in milliseconds.
   *
   * @default 10_000
   */
  readonly maxDelay?: number | undefined
  /**
   * Decides whether a failed task is run again: `false` says no. Gets what was thrown, and which task it was. It must answer
   * at once: a promise ends the call with a TypeError.
   *
   * @default every failure is worth a retry
   */
  readonly shouldRetry?: ((error: unknown, task: TaskInfo) => boolean) | undefined
}

/**
 * The options of `Parallel`. Each may be left out, and undefined is the same as leaving it out. Then it has the value that
 * `parallelConfig` sets around the call of `Parallel`, or else its default. All options are checked when `Parallel` is
 * called. It throws an `OptionError`: with code `ERR_INVALID_OPTION` for a value that the option can't have, with code
 * `ERR_UNKNOWN_OPTION` for a name that isn't listed here.
 */
export interface ParallelOptions {
  /**
   * How many tasks may run at the same time.
   *
   * - `1` is a plain loop: no worker, no parallel code at all
   * - `-1` is all cores (see `cpuCount`), `-2` all but one, and so on, but never fewer than 1
   * - it may be more than there are cores
   *
   * Fractions are cut off, so `2.9` is 2. Text may stand for a whole number, so an environment variable can be passed as it
   * is. 0, what is cut to 0, and what is no number are errors. null is the same as undefined here; in a scope
   * (`parallelConfig`) it is the default again.
   *
   * @default 1
   * @source joblib `n_jobs`
   */
  nJobs?: number | string | null | undefined

  /**
   * Where tasks run.
   *
   * - `'sequential'`: one after the other in the caller's own loop
   * - `'async'`: in the caller's thread, at most `nJobs` promises of each call at a time. For tasks that wait (requests,
   *   files, timers) rather than compute. joblib's `'threading'` means this, as tasks of both share the caller's objects
   * - `'threads'`: in worker threads, which start quickly and can share buffers
   * - `'processes'`: in child processes, where a crash or `process.exit()` harms nobody else. joblib's `'loky'` and
   *   `'multiprocessing'` mean this
   * - a name that was given to a backend by `registerParallelBackend`
   * - an object that implements `Backend`
   *
   * A backend that is named is always used. The default is the first of these that applies:
   *
   * 1. with `require: 'sharedmem'`: `'sequential'` if `nJobs` is 1, else `'async'`
   * 2. without `prefer`: the backend that was registered with `makeDefault`
   * 3. `'sequential'` if `nJobs` is 1, in workers of workers, and (with a warning) where Node's permission model forbids workers
   * 4. what `prefer` names, or `'threads'`. Tasks that have turned out to be done sooner than they are sent then run in the
   *    caller's thread
   *
   * @default as above
   * @source joblib `backend`
   */
  backend?: BackendName | BackendAlias | (string & {}) | Backend | undefined

  /**
   * How many tasks are sent to a worker together: a positive integer, or `'auto'`. Then batches grow and shrink with the time
   * that tasks take: large enough for what sending costs not to matter, small enough for all workers to be done together.
   *
   * @default 'auto'
   * @source joblib `batch_size`
   */
  batchSize?: 'auto' | number | undefined

  /**
   * How many tasks may have been read from the input and not yet been delivered to the consumer. It bounds the memory that a
   * lazy input takes.
   *
   * - a number of at least 1; fractions are cut off
   * - `'all'` or Infinity: the whole input is read at once
   * - arithmetic with `nJobs`, such as `'2 * nJobs'`: numbers, parentheses and `+ - * / // % **` as in Python, at most
   *   30 characters, no number above a million. Fractions of its value are cut off; it must be at least 1
   *
   * @default as many as keep the workers busy: for each job two batches at work and two whose results wait for the consumer
   * @source joblib `pre_dispatch`
   */
  preDispatch?: 'all' | number | (string & {}) | undefined

  /**
   * What a call returns.
   *
   * - `'list'`: a promise of an array of all results, in the order of the input
   * - `'generator'`: an async generator of the results, in the order of the input
   * - `'generatorUnordered'`: an async generator of the results, each as soon as its task has ended
   *
   * @default 'list'
   * @source joblib `return_as`
   */
  returnAs?: ReturnAs | undefined

  /**
   * What happens when a task fails.
   *
   * - `'raise'`: the first failure ends the call, which throws what the task has thrown
   * - `'return'`: the call goes on. Each result is an object as `Promise.allSettled` gives it:
   *   `{ status: 'fulfilled', value }`, or `{ status: 'rejected', reason, task }`, where `task` tells which task it was
   *
   * @default 'raise'
   */
  onError?: OnError | undefined

  /**
   * How many lines about progress are printed, in joblib's words. A number of at least 0: 0 none, 1 few, 10 many, above 10 one
   * for each batch. From 10 on they also tell about batch sizes. They go to stderr, from 50 on to stdout.
   *
   * @default 0
   * @source joblib `verbose`
   */
  verbose?: number | undefined

  /**
   * Ends calls when it is aborted, even while tasks compute in workers: they reject with its reason. A signal that is already
   * aborted is no error here, but each call then rejects.
   *
   * @default none
   */
  signal?: AbortSignal | undefined

  /**
   * Runs once in each worker before its first task: a function without parameters, or a task made by `delayed`. Where tasks
   * run in the caller's thread, it runs there, once until the instance is closed. Calls reject with what it throws.
   *
   * @default none
   * @source joblib `initializer`, mpire `worker_init`
   */
  initializer?: Task | (() => unknown) | undefined

  /**
   * Runs once in each worker before it ends in an orderly way: because the instance is closed, because the worker has been idle
   * for too long, or because a new one takes its place. It does not run when a worker is killed, nor at the end of the program.
   * What it throws becomes the warning `WARN_FINALIZER`, and so does not coming to an end within 5 s.
   *
   * @default none
   * @source mpire `worker_exit`
   */
  finalizer?: Task | (() => unknown) | undefined

  /**
   * Which kind of workers to use where no backend is named and workers are of use: `'threads'` or `'processes'`.
   *
   * @default none
   * @source joblib `prefer`
   */
  prefer?: Prefer | undefined

  /**
   * `'sharedmem'`: tasks must see the caller's own objects, and may change them. Only the backends `'sequential'` and `'async'`,
   * and backends of your own whose `traits.memory` is `'caller'`, can do that. Naming another one together with it is an
   * error; one that a scope names is replaced by `'async'`.
   *
   * @default nothing is required
   * @source joblib `require`
   */
  require?: Require | undefined

  /**
   * Options for the backend alone, which has to be named next to them. `'threads'` and `'processes'` have one: `env`, an object
   * of variables that are added to the environment of workers. The factory of a registered backend gets them. Other
   * backends have none.
   *
   * @default none
   * @source joblib's further keyword arguments of a backend
   */
  backendOptions?: BackendOptions | undefined

  /**
   * Milliseconds that each task may take from its start on: above 0; Infinity is no limit. A task that takes longer fails with a
   * TimeoutError (`ERR_TASK_TIMEOUT`). Its worker is killed, and the other tasks of its batch run elsewhere. In the caller's
   * thread only tasks that wait for something can be ended: `'async'` keeps the limit for these, and the plain loop does, too,
   * but warns once (`WARN_TIMEOUT`).
   *
   * @default no limit
   * @source joblib `timeout`, which counts otherwise: see docs/options.md
   */
  timeout?: number | undefined

  /**
   * How many times a task that fails, or loses its worker, is run again: a number, or {@link RetryOptions}. Without it no task
   * is ever started twice. Tasks that can't be sent to a worker are not retried.
   *
   * @default 0
   */
  retries?: number | RetryOptions | undefined

  /**
   * Called with each failure after which the task will be run again. What it throws ends the call.
   *
   * @default none
   */
  onRetry?: ((event: RetryEvent) => void) | undefined

  /**
   * How many tasks a worker runs before a new one takes its place: a positive integer, or Infinity.
   *
   * @default no limit
   * @source multiprocessing `maxtasksperchild`, mpire `worker_lifespan`
   */
  maxTasksPerWorker?: number | undefined

  /**
   * How much memory a worker may use before a new one takes its place: a number of bytes above 0, or text such as `'500M'`.
   * Measured between tasks, after garbage was collected. For a thread its heap and buffers count, for a process all of its
   * memory; large arrays that are shared with others don't. The first time there is a warning (`WARN_WORKER_MEMORY`).
   *
   * @default no limit
   */
  maxMemoryPerWorker?: number | string | undefined

  /**
   * For how many milliseconds a worker without tasks is kept, at least 0; with Infinity, until the program ends. Copies of large
   * arrays that were made for workers are kept for the same time, for later calls.
   *
   * @default 300_000
   * @source loky `timeout`, joblib `idle_worker_timeout`
   */
  idleTimeout?: number | undefined

  /**
   * V8's limits for each worker, in megabytes, as `new Worker` takes them. A worker that exceeds one ends, and its task fails
   * with a WorkerDiedError (`ERR_WORKER_DIED`).
   *
   * @default V8's own
   */
  resourceLimits?: ResourceLimits | undefined

  /**
   * How many threads native code may use in each worker process, a positive integer. Native code is told by the usual environment
   * variables, such as `OMP_NUM_THREADS`. The backend `'processes'` has to be named next to it.
   *
   * @default the cores divided by `nJobs`, for each variable that the program's own environment doesn't set
   * @source joblib `inner_max_num_threads`
   */
  innerMaxNumThreads?: number | undefined

  /**
   * The least number of bytes from which on the buffer of a typed array, DataView or Buffer is shared with workers, instead of
   * being copied with each task. A number of at least 0, or text such as `'500K'`; with null or Infinity nothing is shared. See
   * docs/arrays.md.
   *
   * @default '1M'; 0 if tasks may write to arrays (`mmapMode: 'r+'`)
   * @source joblib `max_nbytes`
   */
  maxNbytes?: number | string | null | undefined

  /**
   * What tasks may do with arrays that are shared.
   *
   * - `'r'`: read them. If a task writes nevertheless, the caller never sees it. On processes only the task's own worker does; on
   *   threads all workers do until the call ends, and there is a warning (`WARN_ARRAY_WRITTEN`)
   * - `'c'`: change a copy that each batch of tasks has for itself
   * - `'r+'`: change them for everybody. Other tasks see the change at once, the caller when the call has ended. Holds for arrays
   *   of any size, unless `maxNbytes` is set. Processes need the optional package koffi for it. `'w+'` means the same
   * - null: no array is shared
   *
   * @default 'r'
   * @source joblib `mmap_mode`
   */
  mmapMode?: MmapMode | null | undefined

  /**
   * For debugging, with `mmapMode: 'r'`: a task that writes to a shared array fails. In processes with koffi the write itself
   * ends the worker (`ERR_WORKER_DIED`). Elsewhere tasks get copies that are compared after each task
   * (`ERR_ARRAY_READ_ONLY`), which takes time and memory.
   *
   * @default false
   */
  strictReadonly?: boolean | undefined

  /**
   * The folder for the files through which processes share arrays: a name that is not empty.
   *
   * @default `ALLCORES_TEMP_FOLDER`, else `JOBLIB_TEMP_FOLDER`, else `/dev/shm` where it has room, else the system's folder for
   * temporary files
   * @source joblib `temp_folder`
   */
  tempFolder?: string | undefined

  /**
   * Shows how far a call is. `true`: by a bar on stderr, or by lines where that is no terminal. A function is called with a
   * {@link ProgressEvent}: at once for the first tasks, then at most every 50 ms, and at the end. What it throws ends the call.
   * See docs/progress.md.
   *
   * @default false
   * @source mpire `progress_bar`, fastcore `progress`
   */
  progress?: boolean | ((event: ProgressEvent) => void) | undefined

  /**
   * How many tasks there will be, for progress: a whole number of at least 0.
   *
   * @default the length of the input, where it has one (arrays, typed arrays, Sets, Maps); else unknown
   */
  total?: number | undefined

  /**
   * The name of a file for a trace: what each worker did when, in Chrome's trace format. Open it in Perfetto, or make a page of
   * it with `npx allcores report`. Calls reject with an OptionError if the file can't be written.
   *
   * @default no trace is written
   */
  trace?: string | undefined

  /**
   * How to send values that a structured clone doesn't carry, such as instances of classes. `arguments` are encoded in the
   * caller's thread and decoded in the worker, `results` the other way round. When a codec throws, its task fails. Backends in
   * the caller's thread send nothing, and so don't use it; one of your own gets it, and may. See docs/codec.md.
   *
   * @default values are sent by structured clone alone
   * @source loky `job_reducers`, `result_reducers`, `set_loky_pickler`
   */
  codec?: CodecOptions | undefined

  /**
   * Called with what tasks in workers write to the console, stdout or stderr, which is then not printed: in the order in which
   * each worker has written it, and before the task's result. What tasks in the caller's thread write is printed as ever, with
   * a warning (`WARN_ON_LOG`). What the function throws ends the call.
   *
   * @default what tasks write is printed
   */
  onLog?: ((entry: LogEntry) => void) | undefined
}
