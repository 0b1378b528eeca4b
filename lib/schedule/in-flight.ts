import type { Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import type { BatchCost } from './batch-size.js'

/** A batch that the executor is running, and what has been reported of it so far. */
export class InFlight {
  readonly batch: Batch
  /** How many of its tasks have been reported: the first ones. */
  reported = 0
  /** Undefined until a part tells it: not every backend hands batches over. */
  #overhead: number | undefined
  #sending = 0
  #waited = false

  constructor(batch: Batch) {
    this.batch = batch
  }

  /** How many of its tasks have not been reported. */
  get left(): number {
    return this.batch.tasks.length - this.reported
  }

  /** What handing the batch over has cost; undefined where nothing was handed over. */
  get cost(): BatchCost | undefined {
    if (this.#overhead === undefined) return undefined
    return { tasks: this.batch.tasks.length, overhead: this.#overhead, waited: this.#waited, sending: this.#sending }
  }

  add({ offset, values, overhead, sending = 0, waited = false }: Part): void {
    this.reported = offset + values.length
    if (overhead !== undefined) this.#overhead = (this.#overhead ?? 0) + overhead
    this.#sending = sending
    this.#waited = waited
  }
}

/** How many tasks of these batches have not been reported. */
export function tasksLeft(batches: Iterable<InFlight>): number {
  let tasks = 0
  for (const { left } of batches) tasks += left
  return tasks
}
