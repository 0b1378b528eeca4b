import type { LongTask } from './insights.js'

/** What was counted during a call, in ms. */
export interface CollectedCall {
  readonly backend: string
  readonly nJobs: number
  /** The options forbid to share large arrays. */
  readonly copiesArrays: boolean
  /** How many tasks could run at a time. */
  readonly places: number
  readonly elapsed: number
  readonly tasks: number
  readonly failed: number
  readonly retried: number
  readonly workers: readonly CollectedWorker[]
  readonly longest: readonly LongTask[]
  /** How long the call could do no more for what. */
  readonly waits: Waits
  readonly thread: CallersThread
}

export interface CollectedWorker {
  /** 0: the caller's thread. */
  readonly id: number
  readonly name: string
  readonly tasks: number
  readonly batches: number
  readonly startUp: number
  readonly working: number
  readonly transfer: number
}

export interface Waits {
  readonly startUp: number
  readonly workers: number
  readonly input: number
  readonly consumer: number
  readonly caller: number
  readonly tail: number
}

/** What the caller's thread did. */
export interface CallersThread {
  /** When it did anything at all. */
  readonly busy: number
  /** When it read the input. */
  readonly reading: number
  /** When it sent tasks. */
  readonly sending: number
}
