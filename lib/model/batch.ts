import type { Tasks } from './tasks.js'

/** A run of consecutive tasks that travels and runs as one. */
export interface Batch {
  /** The call it belongs to; batches of one call share it. */
  readonly call: number
  /** The index of its first task in the input. */
  readonly start: number
  readonly tasks: Tasks
  /** How often its task, the only one, has failed before; undefined: never. */
  readonly attempts?: number | undefined
}
