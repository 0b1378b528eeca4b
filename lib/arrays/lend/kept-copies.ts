import { LargeArrayError } from '../../model/errors.js'
import type { Copies, CopyBytes } from './copies.js'
import type { Copy } from './copy.js'
import { type Keeping, KeptCopy } from './kept-copy.js'
import { WeakItems } from './weak-items.js'
import { bytesIn, keyOf, type Window } from './windows.js'

/** Copies by the buffers that they are of, with which they go, and by their windows. */
export type KeptOf = WeakMap<ArrayBufferLike, Map<string, KeptCopy>>

/** Of a buffer, so many times its size is kept at most: all of it, and as much in parts, which may be others in each call. */
const MOST_OF_BUFFER = 2

const all = new WeakItems<KeptCopy>()

/** Copies that calls leave to later ones. */
export class KeptCopies implements Copies {
  readonly cuts = true
  readonly #ofBuffers: KeptOf
  readonly #copyBytes: CopyBytes
  readonly #keeping: Keeping

  constructor(ofBuffers: KeptOf, copyBytes: CopyBytes, keeping: Keeping) {
    this.#ofBuffers = ofBuffers
    this.#copyBytes = copyBytes
    this.#keeping = keeping
  }

  /** The copy that is kept if nothing has changed, else a new one. */
  get(buffer: ArrayBufferLike, window: Window): KeptCopy | undefined {
    const bytes = bytesIn(buffer, window)
    const kept = this.#ofBuffers.get(buffer)?.get(keyOf(window))
    if (kept?.copy.isSame(bytes)) return kept
    kept?.drop()
    const copy = makeRoomFor(() => this.#copyBytes(bytes))
    return copy && this.#keep(copy, buffer, window)
  }

  #keep(copy: Copy, buffer: ArrayBufferLike, window: Window): KeptCopy {
    const { owner, idleTimeout } = this.#keeping
    const copies = this.#ofBuffers.get(buffer) ?? new Map<string, KeptCopy>()
    if (sizeOf(copies) + window.byteLength > MOST_OF_BUFFER * buffer.byteLength) dropUnused(copies.values())
    const kept = new KeptCopy(copy, buffer, window, { owner, idleTimeout, onDrop: forgetIn(this.#ofBuffers) })
    this.#ofBuffers.set(buffer, copies.set(keyOf(window), kept))
    all.add(kept)
    return kept
  }
}

/** Nothing is kept on this account any longer; what is in use goes with the last call that uses it. */
export function disposeKept(owner: object): void {
  for (const kept of all) if (kept.owner === owner) kept.drop()
}

/** Copies once more if there is no room, and what no call uses makes some. */
export function makeRoomFor(copy: () => Copy | undefined): Copy | undefined {
  try {
    return copy() ?? (dropUnused(all) ? copy() : undefined)
  } catch (error) {
    const isFull = error instanceof LargeArrayError && error.code === 'ERR_ARRAY_NO_SPACE'
    if (isFull && dropUnused(all)) return copy()
    throw error
  }
}

/** Whether there were any. */
function dropUnused(copies: Iterable<KeptCopy>): boolean {
  const unused = [...copies].filter((kept) => !kept.isUsed && !kept.isLasting)
  for (const kept of unused) kept.drop()
  return unused.length > 0
}

/** It holds nothing but that: a copy that is kept must not keep who asked for it. */
function forgetIn(ofBuffers: KeptOf): (kept: KeptCopy) => void {
  return (kept) => {
    all.delete(kept)
    const copies = kept.source && ofBuffers.get(kept.source)
    const key = keyOf(kept.window)
    if (copies?.get(key) === kept) copies.delete(key)
  }
}

/** In bytes. */
function sizeOf(copies: ReadonlyMap<string, KeptCopy>): number {
  let size = 0
  for (const { window } of copies.values()) size += window.byteLength
  return size
}
