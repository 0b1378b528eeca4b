import type { Observer } from './model/observer.js'
import type { Run } from './schedule/run.js'

/** A call whose tasks are running, and who is told how it goes. */
export interface StartedCall {
  readonly run: Run
  readonly observer: Observer
}

/**
 * Ends a call at any time, also before it has started: until its backend is loaded, and an initializer has ended, there is no run
 * that could be stopped.
 */
export class CallHandle {
  /** The call once it has started. Rejects if it is over before. */
  readonly started: Promise<StartedCall>
  /** Settles when the call has started or failed to, even if it is over by then. */
  readonly #starting: Promise<StartedCall>
  readonly #signal: AbortSignal | undefined
  readonly #closeInput: () => void | Promise<void>
  #isStarted = false
  #reject: (reason: unknown) => void = () => {}

  /** @param closeInput lets the input clean up; may be called more than once */
  constructor(starting: Promise<StartedCall>, signal: AbortSignal | undefined, closeInput: () => void | Promise<void>) {
    this.#starting = starting
    this.#signal = signal
    this.#closeInput = closeInput
    this.started = new Promise((resolve, reject) => {
      this.#reject = reject
      starting.then(resolve, reject)
    })
    this.started.then(
      () => (this.#isStarted = true),
      () => {}, // the consumer of the results hears of it
    )
    signal?.addEventListener('abort', this.#onAbort)
  }

  /** Ends the call with this error, also if nobody reads its results. */
  abort(reason: unknown): void {
    if (!this.#isStarted) this.#close().catch(() => {}) // the reason outweighs how its input took it
    this.#reject(reason)
    const end = async ({ run, observer }: StartedCall) => {
      run.abort(reason)
      await observer.ended?.('failed', reason)
    }
    this.#starting.then(end).catch(() => {})
  }

  /** Ends the call silently: its consumer wants no more results. */
  async leave(): Promise<void> {
    this.release()
    if (!this.#isStarted) {
      const closed = this.#close()
      this.abort(new Error('the call was left before it began'))
      return closed
    }
    const { run, observer } = await this.started
    await run.stop()
    await observer.ended?.('left')
  }

  /** Stops listening to the signal, as the call is over. */
  release(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  async #close(): Promise<void> {
    await this.#closeInput()
  }

  readonly #onAbort = () => this.abort(this.#signal?.reason)
}
