import type { Tasks } from './tasks.js'

/** Consecutive tasks of one call that a backend gets, and runs, together. */
export interface Batch {
  /** A number that is the same for all batches of a call. */
  readonly call: number
  /** The position in the input of the batch's first task, counted from 0. */
  readonly start: number
  /** The batch's tasks, at least one. */
  readonly tasks: Tasks
  /** A retry: how many times the only task of this batch has failed before. Undefined: never. */
  readonly attempts?: number | undefined
}
