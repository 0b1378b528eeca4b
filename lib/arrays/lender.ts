import type { ArrayOptions, Lender } from '../model/lending.js'
export { onReleased } from './file-copy.js'
export { disposeKept } from './kept-copies.js'

/** Lends memory to the workers of one call, until the call is over. */
export interface CallLender extends Lender {
  /** So many ms it has spent copying and comparing. */
  readonly elapsed: number
  /** The call is over: what tasks may write comes back into the caller's own memory, the rest is let go. */
  end(): void
}

export interface Keeping {
  /** Whose calls these are: what they leave to later calls goes when `disposeKept` is called with it. */
  readonly owner?: object
  /** Copies that no call has used for so many ms are given up. */
  readonly idleTimeout?: number
}

/** @param options undefined: only what is lent to us, or mapped, is passed on; the rest is copied */
export function openLender(_kind: 'thread' | 'process', _options: ArrayOptions | undefined, _keeping: Keeping = {}): CallLender {
  throw new Error('not yet')
}
