import { LargeArrayError } from '../../model/errors.js'
import type { Copy } from './copy.js'
import { KeptCopy } from './kept-copy.js'
import { WeakItems } from './weak-items.js'
import { bytesOf, keyOf, type Window } from './windows.js'

/**
 * How memory is copied; undefined where that can't be.
 *
 * @throws LargeArrayError
 */
export type CopyBytes = (bytes: Uint8Array) => Copy | undefined

interface Place {
  readonly copies: KeptCopies
  readonly owner: WeakRef<object>
}

const all = new WeakItems<KeptCopy>()
const places = new WeakMap<KeptCopy, Place>()

/** Copies that calls leave to later ones, by the buffers that they are of: with these they go. */
export class KeptCopies {
  readonly #ofBuffers = new WeakMap<ArrayBufferLike, Map<string, KeptCopy>>()

  /**
   * A copy that holds what the window holds now: the one that is kept if nothing has changed, else a new one.
   *
   * @param owner on whose account it is kept
   * @throws LargeArrayError
   */
  get(buffer: ArrayBufferLike, window: Window, copyBytes: CopyBytes, owner: object): KeptCopy | undefined {
    const bytes = bytesOf(buffer, window)
    const kept = this.#ofBuffers.get(buffer)?.get(keyOf(window))
    if (kept?.copy.isSame(bytes)) return kept
    if (kept) this.drop(kept)
    const copy = makeRoomFor(() => copyBytes(bytes))
    return copy && this.#keep(new KeptCopy(copy, buffer, window, true), buffer, owner)
  }

  /** Later calls don't get it. */
  drop(kept: KeptCopy): void {
    const copies = kept.source && this.#ofBuffers.get(kept.source)
    const key = keyOf(kept.window)
    if (copies?.get(key) === kept) copies.delete(key)
    all.delete(kept)
    kept.drop()
  }

  /** Parts of a buffer that earlier calls had, when they come to more than it and a copy of it. */
  #dropUnused(copies: ReadonlyMap<string, KeptCopy>): void {
    for (const kept of copies.values()) if (!kept.isUsed && !kept.isLasting) this.drop(kept)
  }

  #keep(kept: KeptCopy, buffer: ArrayBufferLike, owner: object): KeptCopy {
    const copies = this.#ofBuffers.get(buffer) ?? new Map<string, KeptCopy>()
    if (sizeOf(copies) + kept.window.byteLength > 2 * buffer.byteLength) this.#dropUnused(copies)
    this.#ofBuffers.set(buffer, copies.set(keyOf(kept.window), kept))
    places.set(kept, { copies: this, owner: new WeakRef(owner) })
    all.add(kept)
    return kept
  }
}

/** In bytes. */
function sizeOf(copies: ReadonlyMap<string, KeptCopy>): number {
  let size = 0
  for (const { window } of copies.values()) size += window.byteLength
  return size
}

/** Nothing is kept on this account any longer; what is in use goes with the last call that uses it. */
export function disposeKept(owner: object): void {
  dropThose((kept) => places.get(kept)!.owner.deref() === owner)
}

/** Copies once more if there is no room, and what no call uses makes some. */
export function makeRoomFor(copy: () => Copy | undefined): Copy | undefined {
  try {
    return copy() ?? (dropUnused() ? copy() : undefined)
  } catch (error) {
    const isFull = error instanceof LargeArrayError && error.code === 'ERR_ARRAY_NO_SPACE'
    if (isFull && dropUnused()) return copy()
    throw error
  }
}

function dropUnused(): boolean {
  return dropThose((kept) => !kept.isUsed && !kept.isLasting) > 0
}

function dropThose(isMeant: (kept: KeptCopy) => boolean): number {
  const meant = [...all].filter(isMeant)
  for (const kept of meant) {
    places.get(kept)!.copies.drop(kept)
  }
  return meant.length
}
