import type { TaskInfo } from './task-info.js'
import type { WorkerInfo } from './worker-info.js'

/** How far a call is. */
export interface ProgressEvent {
  /** Tasks that are over, failed ones included. */
  readonly done: number
  /** How many there are, where that is known or hinted by `total`. */
  readonly total: number | undefined
  readonly failed: number
  /** Runs of tasks that failed and were begun again. */
  readonly retried: number
  /** Milliseconds since the call began. */
  readonly elapsed: number
  /** Tasks a second, lately; 0 until one is done. */
  readonly rate: number
  /** Milliseconds that the rest will probably take; undefined while nobody can tell. */
  readonly eta: number | undefined
  /** The call is over: with all its tasks, or because of an error or its consumer. Comes once, and last. */
  readonly ended: boolean
}

/** Something that a task, or the code around it, has written in a worker. */
export interface LogEntry {
  /** The method of `console`; `'stdout'` or `'stderr'` for what was written past it. */
  readonly level: 'log' | 'info' | 'debug' | 'warn' | 'error' | 'trace' | 'stdout' | 'stderr'
  /** As it would read, without the line break at the end. */
  readonly text: string
  readonly worker: WorkerInfo
  /** The task that was running; undefined between tasks. */
  readonly task: TaskInfo | undefined
}

/** A task has failed, or lost its worker, and will run again. */
export interface RetryEvent {
  readonly error: unknown
  readonly task: TaskInfo
  /** How often it has been run by now, at least 1. */
  readonly attempt: number
  /** Milliseconds until it runs again. */
  readonly delay: number
}
