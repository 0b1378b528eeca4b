import type { CopyBytes, Copies } from './copies.js'
import { makeRoomFor } from './kept-copies.js'
import { KeptCopy } from './kept-copy.js'
import { bytesIn, keyOf, type Window } from './windows.js'

/** What tasks write to, by buffers and by windows. */
export type WrittenOf = WeakMap<ArrayBufferLike, Map<string, KeptCopy>>

/** Copies for tasks to write to: calls at the same time write to the same, later ones get others. */
export class WrittenCopies implements Copies {
  /** What another view writes must be seen through this one too. */
  readonly cuts = false
  readonly #ofBuffers: WrittenOf
  readonly #copyBytes: CopyBytes

  constructor(ofBuffers: WrittenOf, copyBytes: CopyBytes) {
    this.#ofBuffers = ofBuffers
    this.#copyBytes = copyBytes
  }

  get(buffer: ArrayBufferLike, window: Window): KeptCopy | undefined {
    const copies = this.#ofBuffers.get(buffer) ?? new Map<string, KeptCopy>()
    const shared = copies.get(keyOf(window))
    if (shared?.isUsed) return shared
    const copy = makeRoomFor(() => this.#copyBytes(bytesIn(buffer, window)))
    const made = copy && new KeptCopy(copy, buffer, window)
    if (made) this.#ofBuffers.set(buffer, copies.set(keyOf(window), made))
    return made
  }
}
