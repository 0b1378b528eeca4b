import type { CompletedTasks } from '../model/observer.js'

export interface BatchSizeChange {
  readonly grew: boolean
  readonly size: number
  /** What the batch took that was reported last, in ms, as far as it is done. */
  readonly took: number
}

/** Sizes follow every measurement; changes by less than this factor aren't worth a line. */
const WORTH_TELLING = 1.5

/** Knows which changes of the size of batches are worth telling, and what the last batch took. */
export class BatchSizeChanges {
  /** By the index of the first task: batches are reported in parts, those of several workers in turn. */
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

  /** @returns undefined where there is nothing to tell */
  resized(size: number): BatchSizeChange | undefined {
    const before = this.#told
    if (size < before * WORTH_TELLING && size > before / WORTH_TELLING) return undefined
    this.#told = size
    return { grew: size > before, size, took: this.#took }
  }
}
