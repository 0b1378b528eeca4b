import type { Task } from '../model/task.js'

/** Results and failures of consecutive tasks that have come back together. */
export interface Arrival {
  /** Index in the input of the first task. */
  readonly start: number
  /** One value per task. That of a failed task means nothing. */
  readonly values: readonly unknown[]
  readonly failures: readonly ArrivedFailure[]
}

export interface ArrivedFailure {
  readonly index: number
  readonly error: unknown
  /** Undefined if the input itself has failed at this index, which ends the call. */
  readonly task: Task | undefined
}

interface Waiting {
  resolve(result: IteratorResult<Arrival>): void
  reject(error: unknown): void
}

/** A queue of arrivals with one consumer, which either asks for each or is handed them (`each`). */
export class Arrivals implements AsyncIterableIterator<Arrival> {
  readonly #queue: Arrival[] = []
  readonly #stop: () => void | Promise<void>
  #waiting: Waiting | undefined
  #visit: ((arrival: Arrival) => void) | undefined
  #end: { failed: boolean; error?: unknown } | undefined

  /** @param stop called once the consumer wants no more */
  constructor(stop: () => void | Promise<void>) {
    this.#stop = stop
  }

  push(arrival: Arrival): void {
    if (this.#end) return
    if (this.#visit) this.#visit(arrival)
    else if (this.#waiting) this.#settle((waiting) => waiting.resolve({ done: false, value: arrival }))
    else this.#queue.push(arrival)
  }

  end(): void {
    this.#end ??= { failed: false }
    this.#settle((waiting) => waiting.resolve({ done: true, value: undefined }))
  }

  /** Ends the call with this error. Arrivals that are still queued are dropped. */
  fail(error: unknown): void {
    if (this.#end) return
    this.#end = { failed: true, error }
    this.#queue.length = 0
    this.#settle((waiting) => waiting.reject(error))
  }

  /**
   * Calls `visit` with each arrival at once, and resolves at the end. This takes one promise a call; asking takes several for each
   * arrival.
   */
  async each(visit: (arrival: Arrival) => void): Promise<void> {
    let thrown: { readonly error: unknown } | undefined
    const take = (arrival: Arrival) => {
      try {
        if (!thrown) visit(arrival)
      } catch (error) {
        thrown = { error }
        this.end()
      }
    }
    this.#visit = take // not written in place: ../README.md, "What a call costs"
    for (const arrival of this.#queue.splice(0)) take(arrival)
    await this.next()
    if (!thrown) return
    await Promise.allSettled([this.#stop()])
    throw thrown.error
  }

  next(): Promise<IteratorResult<Arrival>> {
    const arrival = this.#queue.shift()
    if (arrival) return Promise.resolve({ done: false, value: arrival })
    if (this.#end?.failed) return Promise.reject(this.#end.error)
    if (this.#end) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }))
  }

  async return(): Promise<IteratorResult<Arrival>> {
    this.end()
    this.#queue.length = 0
    await this.#stop()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #settle(how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) how(waiting)
  }
}
