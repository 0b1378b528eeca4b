import { type BatchSizer, tailSize } from './batch-size.js'
import type { Batcher } from './batcher.js'

/** How many batches a job may have whose results wait to be consumed. Those at workers don't count: no job may starve. */
const BATCHES_UNCONSUMED = 2

interface Limits {
  readonly nJobs: number
  /** The most tasks that may be read and not yet delivered; undefined: as many as keep the workers busy. */
  readonly readAhead: number | undefined
  readonly sizer: BatchSizer
}

/** Decides whether more tasks may be read, and how many the next batch takes. */
export class ReadAhead {
  readonly #limits: Limits
  readonly #batches: Batcher
  #delivered = 0

  constructor(limits: Limits, batches: Batcher) {
    this.#limits = limits
    this.#batches = batches
  }

  /** Takes note that the consumer has got so many more results. */
  delivered(tasks: number): void {
    this.#delivered += tasks
  }

  /** Whether tasks may be read before further results are consumed, while `atWork` tasks are at the workers. */
  allows(atWork: number): boolean {
    const { nJobs, readAhead, sizer } = this.#limits
    if (readAhead !== undefined) return this.#ahead < readAhead
    return this.#ahead - atWork < BATCHES_UNCONSUMED * nJobs * sizer.size()
  }

  nextSize(): number {
    const { nJobs, readAhead = Infinity, sizer } = this.#limits
    const remaining = this.#batches.remaining()
    if (this.#batches.hasReturned()) return tailSize(sizer.size(), remaining, nJobs, sizer.least()) // read already
    return Math.min(sizer.size(remaining), readAhead - this.#ahead)
  }

  get #ahead(): number {
    return this.#batches.pulled() - this.#delivered
  }
}
