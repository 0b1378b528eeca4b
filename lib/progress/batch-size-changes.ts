import type { CompletedTasks } from '../model/observer.js'

/** A change of the size of batches that is worth a line. */
export interface BatchSizeChange {
  readonly grew: boolean
  readonly size: number
  /** How long the batch that was reported last has taken so far, in ms. */
  readonly took: number
}

/** The least factor by which a change is worth a line: sizes follow every measurement. */
const WORTH_TELLING = 1.5

/** Knows which changes of the size of batches are worth a line, and how long the last batch took. */
export class BatchSizeChanges {
  /** Batches under way by the index of their first task: they are reported in parts, those of several workers in turn. */
  readonly #under = new Map<number, { tasks: number; took: number }>()
  #told = 1
  #took = 0

  completed({ batch, count, elapsed }: Pick<CompletedTasks, 'batch' | 'count' | 'elapsed'>): void {
    const before = this.#under.get(batch.start) ?? { tasks: 0, took: 0 }
    const now = { tasks: before.tasks + count, took: before.took + elapsed }
    this.#took = now.took
    if (now.tasks < batch.tasks) this.#under.set(batch.start, now)
    else this.#under.delete(batch.start)
  }

  /** Batches have another size. Returns the change if it is worth a line. */
  resized(size: number): BatchSizeChange | undefined {
    const before = this.#told
    if (size < before * WORTH_TELLING && size > before / WORTH_TELLING) return undefined
    this.#told = size
    return { grew: size > before, size, took: this.#took }
  }
}
