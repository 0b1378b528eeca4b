import type { TaskInfo } from '../model/task-info.js'

/**
 * What the time of the workers went into:
 *
 * - `'workers'`: tasks
 * - `'serialisation'`: handing tasks and results over
 * - `'startUp'`: workers came up, or what the call needs was loaded
 * - `'input'`, `'consumer'`: waiting for the input, or for results to be taken
 * - `'caller'`: the caller's thread had no time for them
 * - `'stragglers'`: no more tasks were to come, and others had the last ones
 */
export type Bottleneck = 'workers' | 'serialisation' | 'startUp' | 'input' | 'consumer' | 'caller' | 'stragglers'

/** Where the time of a call went. Times are in milliseconds. Prints as a table. */
export interface Insights {
  /** From the call to its end. */
  readonly elapsed: number
  /** Tasks that are over, failed ones included. */
  readonly tasks: number
  readonly failed: number
  /** Runs of tasks that failed and were begun again. */
  readonly retried: number
  readonly backend: string
  readonly nJobs: number
  /** Those that ran tasks. */
  readonly workers: readonly WorkerInsights[]
  /** The five longest tasks, the longest first, where they took long enough to be timed one by one. */
  readonly longest: readonly LongTask[]
  /** What to change to make the call faster: the largest share that is a loss, or `'workers'` when all are small. */
  readonly bound: Bottleneck
  /** Shares of the time that there was for tasks, `nJobs` times `elapsed`; 1 in sum. */
  readonly share: Readonly<Record<Bottleneck, number>>
  /** The same in words: what bounds the call, and what to do about it. */
  readonly advice: string
}

/** What a worker did in a call, in milliseconds: the sum of the four is the call's time. */
export interface WorkerInsights {
  /** Unique in the program; 0 for the caller's thread. */
  readonly id: number
  /** `thread 3`, `process 2`, `caller's thread` */
  readonly name: string
  readonly tasks: number
  readonly batches: number
  /** Coming up, where it did so during the call. */
  readonly startUp: number
  /** The rest of the call. */
  readonly waiting: number
  /** Its tasks. Where several share the caller's thread, all together. */
  readonly working: number
  /** Handing tasks and results over. */
  readonly transfer: number
  /** `working` of the time that there was, 0 to 1. */
  readonly utilisation: number
}

export interface LongTask extends TaskInfo {
  readonly elapsed: number
}
