import type { ArrayOptions } from './array-options.js'
import type { Batch } from './batch.js'
import type { CodecOptions } from './codec.js'
import type { LogEntry } from './events.js'
import type { ResourceLimits } from './resource-limits.js'
import type { Task } from './task.js'
import type { WorkerInfo } from './worker-info.js'

/**
 * The results of some consecutive tasks of a batch, as a backend reports them. A batch is reported in one part or several, in
 * order. Positions are those in the batch, counted from 0; times are in milliseconds.
 */
export interface Part {
  /** The position of the first task that is reported here. */
  readonly offset: number
  /** A value for each task; that of a failed task is ignored. */
  readonly values: readonly unknown[]
  /** The tasks among these that have failed, by position in ascending order. */
  readonly failures: readonly Failure[]
  /** How long the tasks themselves took, measured where they ran. */
  readonly elapsed: number
  /**
   * How long handing over took: the time since the batch was sent, or since its previous part came, less `elapsed`. Batches are
   * sized by it. Undefined where nothing is handed over.
   */
  readonly overhead?: number
  /** How long the caller's thread was busy sending the batch; not part of `overhead`, and the same in each part of a batch. */
  readonly sending?: number
  /** The batch was sent while its worker was busy with another one, so that `overhead` doesn't contain the way there. */
  readonly waited?: boolean
  /** Which worker ran the tasks; undefined if none did. */
  readonly worker?: WorkerInfo
  /** The longest of these tasks, as far as they took long enough to be timed one by one. */
  readonly longest?: readonly TaskTime[]
  /** When the tasks ran, if `ExecutorOptions.traced` asks for it. */
  readonly spans?: readonly PartSpan[]
}

/** How long a task took. */
export interface TaskTime {
  /** The task's position in the batch. */
  readonly position: number
  /** How long it took, in ms. */
  readonly elapsed: number
}

/** Tasks that ran one right after the other, beginning with the one at `position`; `elapsed` is their time together. */
export interface PartSpan extends TaskTime {
  /** How many tasks these are. */
  readonly count: number
  /** When the first of them began, in ms by the machine's monotonic clock (`process.hrtime`). */
  readonly at: number
}

/** A task that has failed. */
export interface Failure {
  /** The task's position in the batch. */
  readonly position: number
  /** What the task has thrown, which may be anything, also undefined. */
  readonly error: unknown
}

/** How backends differ. The rest of the library goes by these traits, never by which backend it has. */
export interface BackendTraits {
  /** Tasks run one by one in the library's own loop, and `open` is never called: `'sequential'`. */
  readonly inline: boolean
  /** Handing over costs so much that several tasks should be handed over together. If false, a batch has one task by default. */
  readonly batches: boolean
  /** Which memory of the caller's tasks see: all of it, only shared array buffers, or none. */
  readonly memory: 'caller' | 'shared-buffers' | 'none'
  /**
   * Which tasks the backend ends when the option `timeout` is over: all of them, or only those that wait for something.
   *
   * @default none: the option is warned of
   */
  readonly timeouts?: 'all' | 'waiting'
}

/**
 * A place where tasks can run. Pass your own as the option `backend`, or give it a name by `registerParallelBackend`.
 *
 * @source joblib `ParallelBackendBase`
 */
export interface Backend {
  /** The backend's name in messages. */
  readonly name: string
  readonly traits: BackendTraits
  /** Makes an executor, which all calls of a `Parallel` share until it is closed. It must not start workers yet. */
  open(options: ExecutorOptions): Executor
  /**
   * How many tasks can run at the same time if `nJobs` are wanted, which is passed as the user wrote it: -1 stands for as many
   * as possible. Asked at the beginning of each call. 0 says that there are no workers, and the call fails (`ERR_NO_WORKERS`).
   *
   * @default counted by the cores of this machine
   */
  effectiveNJobs?(nJobs: number): number
}

/** What a backend may know of the options of a `Parallel`, checked. All but `nJobs` may be ignored. */
export interface ExecutorOptions {
  /** How many batches may run at the same time; at least 1. */
  readonly nJobs: number
  /** Runs once in every worker before its first task. */
  readonly initializer?: Task | undefined
  /** Runs once in every worker before it ends in an orderly way. */
  readonly finalizer?: Task | undefined
  /** Milliseconds that a task may take from its start on. */
  readonly timeout?: number | undefined
  /** After so many tasks a new worker takes the place of an old one. */
  readonly maxTasksPerWorker?: number | undefined
  /** When a worker uses more than so many bytes of memory, a new one takes its place. */
  readonly maxMemoryPerWorker?: number | undefined
  /** For how many milliseconds a worker without tasks is kept. */
  readonly idleTimeout?: number | undefined
  /** V8's limits for each worker, in megabytes. */
  readonly resourceLimits?: ResourceLimits | undefined
  /** How many threads native code may use in each worker. */
  readonly innerMaxNumThreads?: number | undefined
  /** A trace is written: parts should have `spans`. */
  readonly traced?: boolean | undefined
  /** Variables added to the environment of workers. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** How large arrays reach workers; undefined: they are copied. */
  readonly arrays?: ArrayOptions | undefined
  /** How values are sent that a structured clone doesn't carry. */
  readonly codec?: CodecOptions | undefined
  /** To be called with what tasks write in workers; undefined: it is printed. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined
}

/** Runs the batches of one instance of `Parallel`: those of one call, or of several at the same time. */
export interface Executor {
  /**
   * Runs a batch, and reports its results in order, in one part or several.
   *
   * @returns resolves when there is nothing more to report. Tasks that were not reported by then must not have been started:
   * they are submitted again. Rejects only if the executor itself can't work, which ends the call; what a task throws is
   * reported as a failure
   */
  submit(batch: Batch, report: (part: Part) => void): Promise<void>
  /**
   * Called when there are no more tasks to submit for the moment, so that a worker without tasks may get some that another one has
   * not started: the `submit` of their batch resolves early, and they are submitted again. May do nothing.
   */
  share(): void
  /** Gives up a batch: nothing more is reported of it, its `submit` resolves at once, and its tasks are ended if possible. */
  stop(batch: Batch): void
  /** Called when no further batch of a call will come, with the call's number (`Batch.call`). */
  end?(call: number): void
  /** Waits for the batches that were submitted, then ends the executor, and the workers that nobody else uses. */
  close(): Promise<void>
}
