import type { TaskInfo } from '../model/task-info.js'

/**
 * What the time of the workers was spent on:
 *
 * - `'workers'`: running tasks
 * - `'serialisation'`: sending tasks and results
 * - `'startUp'`: starting workers, and loading what the call needs
 * - `'input'`: waiting until the input gives more items
 * - `'consumer'`: waiting until results are read
 * - `'caller'`: waiting for the caller's thread, which was busy with something else
 * - `'stragglers'`: waiting for other workers to finish the last tasks
 */
export type Bottleneck = 'workers' | 'serialisation' | 'startUp' | 'input' | 'consumer' | 'caller' | 'stragglers'

/** Where the time of a call went. Times are in milliseconds. Prints as a table. */
export interface Insights {
  /** From the beginning of the call to its end. */
  readonly elapsed: number
  /** How many tasks are over, failed ones included. */
  readonly tasks: number
  /** How many tasks have failed for good. */
  readonly failed: number
  /** How many retries there were, of all tasks together. */
  readonly retried: number
  /** The name of the backend. */
  readonly backend: string
  /** How many tasks could run at the same time. */
  readonly nJobs: number
  /** The workers that ran tasks; the caller's thread is one if tasks ran there. */
  readonly workers: readonly WorkerInsights[]
  /** The five longest tasks, the longest first; fewer if tasks were too short to be timed one by one. */
  readonly longest: readonly LongTask[]
  /** What slowed the call down most: the largest share but that of `'workers'`; or `'workers'`, if these were at least 0.8 busy. */
  readonly bound: Bottleneck
  /** The shares of the time that there was for tasks, `nJobs` times `elapsed`, from 0 to 1. Their sum is 1. */
  readonly share: Readonly<Record<Bottleneck, number>>
  /** What slowed the call down, and what to do about it, in a sentence or two. */
  readonly advice: string
}

/**
 * What a worker did during a call. `startUp`, `waiting`, `working` and `transfer` are in milliseconds; their sum is the time of the
 * call.
 */
export interface WorkerInsights {
  /** As `WorkerInfo.id`; 0 for the caller's thread. */
  readonly id: number
  /** `thread 3`, `process 2`, `caller's thread` */
  readonly name: string
  /** How many tasks it ran. */
  readonly tasks: number
  /** In how many batches it got them. */
  readonly batches: number
  /** Starting, as far as that was during the call. */
  readonly startUp: number
  /** The rest of the call's time. */
  readonly waiting: number
  /** Running tasks. In the caller's thread it may exceed the call's time, as several tasks may be under way at a time. */
  readonly working: number
  /** Sending tasks and results. */
  readonly transfer: number
  /** The share of the time that was spent on running tasks, from 0 to 1. */
  readonly utilisation: number
}

/** One of the longest tasks of a call. */
export interface LongTask extends TaskInfo {
  /** How long it took, in ms. */
  readonly elapsed: number
}
