import type { WaitsFor } from '../model/observer.js'

export interface CallState {
  /** The event loop of the caller's thread has its turn. */
  readonly resting: boolean
  /** There is room for another batch. */
  readonly hasSlot: boolean
  /** The input was asked for more and hasn't answered. */
  readonly pulling: boolean
  /** No more may be read before results are consumed. */
  readonly readAheadFull: boolean
  /** Nothing is under way, and nothing more will come. */
  readonly allDone: boolean
}

/** What keeps a call from doing more. */
export function waitsFor({ resting, hasSlot, pulling, readAheadFull, allDone }: CallState): WaitsFor {
  if (resting) return 'caller'
  if (!hasSlot) return 'workers'
  if (pulling) return 'input'
  return readAheadFull || allDone ? 'consumer' : 'tail'
}
