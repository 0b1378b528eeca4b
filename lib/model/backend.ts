import type { Batch } from './batch.js'
import type { CodecOptions } from './codec.js'
import type { LogEntry } from './events.js'
import type { ArrayOptions } from './lending.js'
import type { ResourceLimits } from './resource-limits.js'
import type { Task } from './task.js'
import type { WorkerInfo } from './worker-info.js'

/** What became of some consecutive tasks of a batch. */
export interface Part {
  /** Position in the batch of the first task reported here. */
  readonly offset: number
  /** One value per task; at a failed task's place the value means nothing. */
  readonly values: readonly unknown[]
  readonly failures: readonly Failure[]
  /** Milliseconds the tasks themselves took, as measured where they ran. */
  readonly elapsed: number
  /** Milliseconds from the batch's sending, or its last part, to this one, beyond those; unset where nothing is handed over. */
  readonly overhead?: number
  /** Milliseconds of the caller's thread that sending the batch took, before those; the same in each of its parts. */
  readonly sending?: number
  /** The batch had to wait for another one: its way to the tasks took no time of theirs, and isn't in `overhead`. */
  readonly waited?: boolean
  /** Which worker ran them. */
  readonly worker?: WorkerInfo
  /** The longest of these tasks, where they took long enough to be timed one by one. */
  readonly longest?: readonly TaskTime[]
  /** When they ran, where `ExecutorOptions.traced` asks for it. */
  readonly spans?: readonly PartSpan[]
}

export interface TaskTime {
  /** Position in the batch. */
  readonly position: number
  readonly elapsed: number
}

/** Tasks that ran one right after the other; a {@link Span} by positions. */
export interface PartSpan extends TaskTime {
  readonly count: number
  /** By the machine's monotonic clock, in ms. */
  readonly at: number
}

export interface Failure {
  /** Position in the batch. */
  readonly position: number
  /** Whatever was thrown, undefined included. */
  readonly error: unknown
}

/** How backends differ, as data: nothing else in the library asks which one it has. */
export interface BackendTraits {
  /** Tasks run one by one on the caller's own stack; no executor is involved. */
  readonly inline: boolean
  /** Handing a batch over costs enough that several tasks should share it. */
  readonly batches: boolean
  /** Whose memory a task sees. */
  readonly memory: 'caller' | 'shared-buffers' | 'none'
  /**
   * Which tasks end when their `timeout` is over: all, or those that wait for something and so let others have their turn.
   * Left out: none.
   */
  readonly timeouts?: 'all' | 'waiting'
}

/** A place where tasks can run. One object, one registry row; ours have no privilege over a user's. */
export interface Backend {
  readonly name: string
  readonly traits: BackendTraits
  /** Makes an executor. Must not start a worker yet. */
  open(options: ExecutorOptions): Executor
  /**
   * How many tasks can run at the same time when `nJobs` are wanted, as it was given: -1 is as many as there is room for.
   * 0 says that no worker is there. Left out: counted by this machine's cores.
   */
  effectiveNJobs?(nJobs: number): number
}

/** What isn't set is undefined. */
export interface ExecutorOptions {
  /** How many batches may run at the same time; at least 1. */
  readonly nJobs: number
  /** Runs once in every worker before its first task. */
  readonly initializer?: Task | undefined
  /** Runs once in every worker that ends in peace. */
  readonly finalizer?: Task | undefined
  /** Milliseconds that a task may take, counted from its start. */
  readonly timeout?: number | undefined
  /** A worker that has run so many tasks makes room for a new one. */
  readonly maxTasksPerWorker?: number | undefined
  /** The same for one that takes so many bytes of memory. */
  readonly maxMemoryPerWorker?: number | undefined
  /** Milliseconds that a worker is kept when there is nothing to do. */
  readonly idleTimeout?: number | undefined
  /** V8's limits for each worker. */
  readonly resourceLimits?: ResourceLimits | undefined
  /** How many threads native code may use in each worker. */
  readonly innerMaxNumThreads?: number | undefined
  /** Parts are to have spans. */
  readonly traced?: boolean | undefined
  /** Variables added to the environment of workers. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** How large arrays reach workers; unset: they are copied. */
  readonly arrays?: ArrayOptions | undefined
  /** What arguments and results go through where they are sent. */
  readonly codec?: CodecOptions | undefined
  /** Hears what tasks write. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined
}

/** Runs batches, of one call or of several at once. */
export interface Executor {
  /**
   * Runs a batch and reports what became of its tasks, in order, in as many parts as suits it.
   * Resolves when there is nothing more to report. Tasks not reported by then have not started: they are free to run
   * elsewhere. Rejects only when the executor itself can't work; what a task throws is a reported failure.
   */
  submit(batch: Batch, report: (part: Part) => void): Promise<void>
  /**
   * Nothing more comes for the moment: whoever idles may take over what others have not started. The `submit` of a batch
   * that has lost tasks this way resolves early, and they are submitted again. May do nothing.
   */
  share(): void
  /** Drops a batch: nothing more is reported, its `submit` resolves at once, code that runs on is ended if need be. */
  stop(batch: Batch): void
  /** No further batch of a call will come. May be left out. */
  end?(call: number): void
  /** Waits for what was submitted, then ends the executor and the workers that only it uses. */
  close(): Promise<void>
}
