import type { Batch } from '../model/batch.js'
import type { Codec } from '../model/codec.js'
import type { Task } from '../model/task.js'
import type { Tasks } from '../model/tasks.js'

/** A batch that goes by a codec, its arguments encoded. */
export interface CodedBatch extends Batch {
  readonly coding: Coding
}

export interface Coding {
  /** The tasks as they were before their arguments were encoded. */
  readonly tasks: Tasks
  /** Tasks whose arguments could not be encoded, by position, and why. */
  readonly refused: ReadonlyMap<number, unknown>
  /** Decodes an argument. */
  readonly decode: Codec['decode'] | undefined
  /** Encodes a result. */
  readonly encode: Codec['encode'] | undefined
}

export function codingOf(batch: Batch): Coding | undefined {
  return (batch as Partial<CodedBatch>).coding
}

/** Returns a task as the user knows it, its arguments not encoded. */
export function taskAt(batch: Batch, position: number): Task {
  return (codingOf(batch)?.tasks ?? batch.tasks).at(position)!
}
