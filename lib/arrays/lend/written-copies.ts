import type { CopyBytes, Copies } from './copies.js'
import { makeRoomFor } from './kept-copies.js'
import { KeptCopy } from './kept-copy.js'
import { Ranges } from './ranges.js'
import { bytesIn, isWhole, type Window, wholeOf } from './windows.js'

/** One copy for all that is seen of a buffer: what a view writes is seen by others that overlap it. */
interface Written {
  readonly kept: KeptCopy
  /** What of the buffer was copied; the rest is Node's, in its pool of small Buffers, and may be filled any moment. */
  readonly filled: Ranges
}

/** What tasks write to, by buffers. */
export type WrittenOf = WeakMap<ArrayBufferLike, Written>

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
    const found = this.#ofBuffers.get(buffer)
    const written = found?.kept.isUsed ? found : this.#make(buffer, window)
    if (!written) return undefined
    const { kept, filled } = written
    for (const part of filled.missing(window)) kept.copy.update(bytesIn(buffer, part), part.byteOffset)
    filled.add(window)
    return kept
  }

  #make(buffer: ArrayBufferLike, window: Window): Written | undefined {
    const whole = wholeOf(buffer)
    const isAll = isWhole(window, buffer)
    const copy = makeRoomFor(() => this.#copyBytes(isAll ? bytesIn(buffer, whole) : new Uint8Array(buffer.byteLength)))
    if (!copy) return undefined
    const written = { kept: new KeptCopy(copy, buffer, whole), filled: new Ranges() }
    if (isAll) written.filled.add(whole)
    this.#ofBuffers.set(buffer, written)
    return written
  }
}
