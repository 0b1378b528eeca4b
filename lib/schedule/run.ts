import type { Arrival } from './arrivals.js'

/** A call under way, however its tasks are run. */
export interface Run {
  /** What arrives, for a consumer that takes one after the other. */
  readonly arrivals: AsyncIterable<Arrival>
  /** Hands over what arrives at once, and resolves at the end; what `visit` throws ends the call. Instead of `arrivals`. */
  each(visit: (arrival: Arrival) => void): Promise<void>
  /** The consumer has got so many results more: there may be room for as many more tasks. */
  delivered(tasks: number): void
  /** Ends the call with this error, whatever is under way. */
  abort(error: unknown): void
  /** Ends the call silently. Rejects with what the input throws when it is closed. */
  stop(): Promise<void>
}
