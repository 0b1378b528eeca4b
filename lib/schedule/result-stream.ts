/** A call's results as a generator that can be left at any time, also before its first result was asked for. */
export class ResultStream implements AsyncGenerator<unknown, void, void> {
  readonly #results: AsyncGenerator<unknown, void, void>
  readonly #stop: () => Promise<void>

  /** @param stop ends the call; what it throws is thrown to whoever leaves */
  constructor(results: AsyncGenerator<unknown, void, void>, stop: () => Promise<void>) {
    this.#results = results
    this.#stop = stop
  }

  next(): Promise<IteratorResult<unknown, void>> {
    return this.#results.next()
  }

  async return(): Promise<IteratorResult<unknown, void>> {
    await this.#stop()
    return this.#results.return()
  }

  async throw(error: unknown): Promise<IteratorResult<unknown, void>> {
    await this.#stop()
    return this.#results.throw(error)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}
