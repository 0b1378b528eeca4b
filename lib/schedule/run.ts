import type { Arrival } from './arrivals.js'

/** A call under way, however its tasks are run. */
export interface Run {
  /** What arrives, for a consumer that takes one after the other. */
  readonly arrivals: AsyncIterable<Arrival>
  /** Instead of `arrivals`: calls `visit` with each arrival at once, and resolves at the end. What `visit` throws ends the call. */
  each(visit: (arrival: Arrival) => void): Promise<void>
  /** To be called when the consumer has got so many more results: as many more tasks may be read. */
  delivered(tasks: number): void
  /** Ends the call with this error, whatever is under way. */
  abort(error: unknown): void
  /** Ends the call silently. Rejects with what the input throws when it is closed. */
  stop(): Promise<void>
}
