import type { Observer } from './model/observer.js'
import type { Run } from './schedule/run.js'

/** A run, and who is told how it goes. */
export interface Begun {
  readonly run: Run
  readonly observer: Observer
}

/**
 * A call that may not have begun yet: first its backend has to be loaded, and an initializer to end. It can be aborted or left at
 * any time.
 */
export class Beginning {
  /** The call's run. Rejects if the call is over before it has begun. */
  readonly begun: Promise<Begun>
  readonly #begin: Promise<Begun>
  readonly #signal: AbortSignal | undefined
  readonly #closeInput: () => void | Promise<void>
  #isBegun = false
  #reject: (reason: unknown) => void = () => {}

  /** @param closeInput lets the input clean up; may be called more than once */
  constructor(begin: Promise<Begun>, signal: AbortSignal | undefined, closeInput: () => void | Promise<void>) {
    this.#begin = begin
    this.#signal = signal
    this.#closeInput = closeInput
    this.begun = new Promise((resolve, reject) => {
      this.#reject = reject
      begin.then(resolve, reject)
    })
    this.begun.then(
      () => (this.#isBegun = true),
      () => {}, // whoever takes the results hears of it
    )
    signal?.addEventListener('abort', this.#onAbort)
  }

  /** Ends the call with this error, also if nobody reads its results. */
  abort(reason: unknown): void {
    if (!this.#isBegun) this.#close().catch(() => {}) // the reason outweighs how its input took it
    this.#reject(reason)
    const end = async ({ run, observer }: Begun) => {
      run.abort(reason)
      await observer.ended?.('failed', reason)
    }
    this.#begin.then(end).catch(() => {})
  }

  /** Ends the call silently: its consumer wants no more results. */
  async leave(): Promise<void> {
    this.release()
    if (!this.#isBegun) {
      const closed = this.#close()
      this.abort(new Error('the call was left before it began'))
      return closed
    }
    const { run, observer } = await this.begun
    await run.stop()
    await observer.ended?.('left')
  }

  /** The call is over: it no longer listens to its signal. */
  release(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  async #close(): Promise<void> {
    await this.#closeInput()
  }

  readonly #onAbort = () => this.abort(this.#signal?.reason)
}
