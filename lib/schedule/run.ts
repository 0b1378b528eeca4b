import type { Arrival } from './arrivals.js'

/** A call under way, however its tasks are run. */
export interface Run {
  readonly arrivals: AsyncIterable<Arrival>
  /** The consumer has got so many results more: there may be room for as many more tasks. */
  delivered(tasks: number): void
  /** Ends the call with this error, whatever is under way. */
  abort(error: unknown): void
  /** Ends the call silently. Rejects with what the input throws when it is closed. */
  stop(): Promise<void>
}
