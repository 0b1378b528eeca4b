import type { Copy } from './copy.js'
import type { TrackedCopy } from './tracked-copy.js'
import type { Window } from './windows.js'

/** Where the copies that a call lends come from. */
export interface CopySource {
  /** Whether small views of large buffers get copies of only what they see. */
  readonly cuts: boolean
  /**
   * A copy of what the window holds now, or the one that other calls write to at the same time.
   *
   * @throws LargeArrayError
   */
  get(buffer: ArrayBufferLike, window: Window): TrackedCopy | undefined
}

/**
 * Copies bytes into memory of workers; gives undefined where that can't be.
 *
 * @throws LargeArrayError
 */
export type CopyBytes = (bytes: Uint8Array) => Copy | undefined
