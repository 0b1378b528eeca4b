import type { Copy } from './copy.js'
import type { KeptCopy } from './kept-copy.js'
import type { Window } from './windows.js'

/** Where the copies that a call lends come from. */
export interface Copies {
  /** Of small views of large buffers only what they see is copied. */
  readonly cuts: boolean
  /**
   * A copy that holds what the window holds now, or what other calls write to at the same time.
   *
   * @throws LargeArrayError
   */
  get(buffer: ArrayBufferLike, window: Window): KeptCopy | undefined
}

/**
 * How memory is copied; undefined where that can't be.
 *
 * @throws LargeArrayError
 */
export type CopyBytes = (bytes: Uint8Array) => Copy | undefined
