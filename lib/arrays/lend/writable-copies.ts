import type { CopyBytes, CopySource } from './copy-source.js'
import { makeRoomFor } from './cached-copies.js'
import { TrackedCopy } from './tracked-copy.js'
import { Ranges } from './ranges.js'
import { bytesIn, isWhole, type Window, wholeOf } from './windows.js'

/** The one copy of a buffer: what a task writes by one view is seen by others that overlap it. */
interface Written {
  readonly tracked: TrackedCopy
  /** The parts of the buffer that were copied. The rest may be Node's pool of small Buffers, which is filled any moment. */
  readonly filled: Ranges
}

/** Writable copies by buffer. */
export type WritableOf = WeakMap<ArrayBufferLike, Written>

/** A source of copies that tasks write to. Calls at the same time share a copy, later ones get a new one. */
export class WritableCopies implements CopySource {
  /** False: what a task writes by another view must be seen through this one too. */
  readonly cuts = false
  readonly #ofBuffers: WritableOf
  readonly #copyBytes: CopyBytes

  constructor(ofBuffers: WritableOf, copyBytes: CopyBytes) {
    this.#ofBuffers = ofBuffers
    this.#copyBytes = copyBytes
  }

  get(buffer: ArrayBufferLike, window: Window): TrackedCopy | undefined {
    const found = this.#ofBuffers.get(buffer)
    const written = found?.tracked.isUsed ? found : this.#make(buffer, window)
    if (!written) return undefined
    const { tracked, filled } = written
    for (const part of filled.missing(window)) tracked.copy.update(bytesIn(buffer, part), part.byteOffset)
    filled.add(window)
    return tracked
  }

  #make(buffer: ArrayBufferLike, window: Window): Written | undefined {
    const whole = wholeOf(buffer)
    const isAll = isWhole(window, buffer)
    const copy = makeRoomFor(() => this.#copyBytes(isAll ? bytesIn(buffer, whole) : new Uint8Array(buffer.byteLength)))
    if (!copy) return undefined
    const written = { tracked: new TrackedCopy(copy, buffer, whole), filled: new Ranges() }
    if (isAll) written.filled.add(whole)
    this.#ofBuffers.set(buffer, written)
    return written
  }
}
