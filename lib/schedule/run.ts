import type { Arrival } from './arrivals.js'

/** A call whose tasks are running, wherever they run. */
export interface Run {
  /** Arrivals, for a consumer that asks for one after the other. */
  readonly arrivals: AsyncIterable<Arrival>
  /** Calls `visit` with each arrival at once, instead of `arrivals`, and resolves at the end. What `visit` throws ends the call. */
  each(visit: (arrival: Arrival) => void): Promise<void>
  /** Takes note that the consumer has got so many more results: as many more tasks may be read. */
  delivered(tasks: number): void
  /** Ends the call with this error, whatever is under way. */
  abort(error: unknown): void
  /** Ends the call silently. Rejects with what the input throws when it is closed. */
  stop(): Promise<void>
}
