import type { Codec } from './codec.js'
import type { Task } from './task.js'
import type { Tasks } from './tasks.js'

/** A run of consecutive tasks that travels and runs as one. */
export interface Batch {
  /** The call it belongs to; batches of one call share it. */
  readonly call: number
  /** The index of its first task in the input. */
  readonly start: number
  readonly tasks: Tasks
  /** Only with the option `codec`, and only on its way to our own workers. */
  readonly coded?: Coded
}

/** What there is to know of a batch that goes by a codec. */
export interface Coded {
  /** The tasks as they were before their arguments were encoded. */
  readonly tasks: Tasks
  /** Tasks whose arguments could not be encoded, by position, and why. */
  readonly refused: ReadonlyMap<number, unknown>
  /** Makes arguments again. */
  readonly decode: Codec['decode'] | undefined
  /** Turns what tasks give into what is sent. */
  readonly encode: Codec['encode'] | undefined
}

/** A task as the user knows it. */
export function taskAt({ tasks, coded }: Batch, position: number): Task {
  return (coded?.tasks ?? tasks).at(position)!
}
