import type { TaskInfo } from './task-info.js'
import type { WorkerInfo } from './worker-info.js'

/** How far a call is: what the option `progress` calls a function with. */
export interface ProgressEvent {
  /** Tasks that are over, failed ones included. */
  readonly done: number
  /** How many tasks there are; undefined where neither the input nor the option `total` tells. */
  readonly total: number | undefined
  /** Tasks that have failed for good. */
  readonly failed: number
  /** How many retries there were, of all tasks together. */
  readonly retried: number
  /** Milliseconds since the call began. */
  readonly elapsed: number
  /** Tasks a second, as of late; 0 until one is done. */
  readonly rate: number
  /** Milliseconds that the remaining tasks will probably take; undefined while that can't be told. */
  readonly eta: number | undefined
  /** Whether the call is over: all its tasks are, it has failed, or its consumer has left. True of the last event only. */
  readonly ended: boolean
}

/** Something that was written in a worker, by a task or between tasks: what the option `onLog` is called with. */
export interface LogEntry {
  /** The method of `console` that has written it; `'stdout'` or `'stderr'` for what was written to the stream itself. */
  readonly level: 'log' | 'info' | 'debug' | 'warn' | 'error' | 'trace' | 'stdout' | 'stderr'
  /** The text as it would have been printed, without the line break at its end. */
  readonly text: string
  readonly worker: WorkerInfo
  /** The task that was running; undefined if none was. */
  readonly task: TaskInfo | undefined
}

/** A task has failed, or lost its worker, and will be run again: what the option `onRetry` is called with. */
export interface RetryEvent {
  /** What the task has thrown, or the error that stands for the loss of its worker. */
  readonly error: unknown
  readonly task: TaskInfo
  /** How many times it has been run by now, at least 1. */
  readonly attempt: number
  /** Milliseconds until it runs again. */
  readonly delay: number
}
