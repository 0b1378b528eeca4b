import type { LongTask } from './insights.js'

/** What was counted during a call, in ms. */
export interface CollectedCall {
  readonly backend: string
  readonly nJobs: number
  /** Whether the options forbid to share large arrays. */
  readonly copiesArrays: boolean
  /** How many tasks could run at a time. */
  readonly places: number
  readonly elapsed: number
  readonly tasks: number
  readonly failed: number
  readonly retried: number
  readonly workers: readonly CollectedWorker[]
  readonly longest: readonly LongTask[]
  /** How long the call waited, and for what. */
  readonly waits: Waits
  readonly thread: CallersThread
}

/** What was counted of one worker, in ms. */
export interface CollectedWorker {
  /** As `WorkerInfo.id`; 0 for the caller's thread. */
  readonly id: number
  readonly name: string
  readonly tasks: number
  readonly batches: number
  readonly startUp: number
  readonly working: number
  readonly transfer: number
}

/** How long a call waited for each thing that calls wait for (`WaitsFor`), and for its first worker to start. */
export interface Waits {
  readonly startUp: number
  readonly workers: number
  readonly input: number
  readonly consumer: number
  readonly caller: number
  readonly tail: number
}

/** How long the caller's thread did what during a call. */
export interface CallersThread {
  /** Doing anything at all. */
  readonly busy: number
  /** Reading the input. */
  readonly reading: number
  /** Sending tasks. */
  readonly sending: number
}
