import type { Batch } from '../model/batch.js'
import { type SetTimer, Timers } from '../model/timers.js'
import type { ArrivedFailure } from './arrivals.js'
import type { Retry } from './retry.js'

/** Tasks that have failed and will run again when their delay is over. */
export class PendingRetries {
  readonly #retry: Retry
  readonly #timers: Timers
  readonly #runAgain: (batch: Batch) => void

  /** @param runAgain called with a batch of the one task when its delay is over */
  constructor(retry: Retry, setTimer: SetTimer, runAgain: (batch: Batch) => void) {
    this.#retry = retry
    this.#timers = new Timers(setTimer)
    this.#runAgain = runAgain
  }

  get count(): number {
    return this.#timers.count
  }

  /** Has the task that failed run again, if it may. Returns false if its failure stands. */
  add(failure: ArrivedFailure, { call, attempts: before = 0 }: Batch): boolean {
    const attempts = before + 1
    const delay = this.#retry(failure, attempts)
    if (delay === undefined) return false
    const { index: start, task } = failure
    this.#timers.in(delay, () => this.#runAgain({ call, start, tasks: [task!], attempts }))
    return true
  }

  cancelAll(): void {
    this.#timers.cancelAll()
  }
}
