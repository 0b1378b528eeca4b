import type { Copy } from './copy.js'
import { KeptCopy } from './kept-copy.js'
import { WeakItems } from './weak-items.js'
import { bytesOf, type Window } from './windows.js'

/** How memory is copied; undefined where that can't be. */
export type CopyBytes = (bytes: Uint8Array) => Copy | undefined

/** Copies that calls leave to later ones, by the buffers that they are of: they go with these. */
export class KeptCopies {
  readonly #ofBuffers = new WeakMap<ArrayBufferLike, Map<string, KeptCopy>>()

  /**
   * A copy that holds what the window holds now: the one that is kept if nothing has changed, else a new one.
   *
   * @param owner on whose account it is kept
   */
  get(buffer: ArrayBufferLike, window: Window, copyBytes: CopyBytes, owner: object): KeptCopy | undefined {
    const bytes = bytesOf(buffer, window)
    const kept = this.#ofBuffers.get(buffer)?.get(keyOf(window))
    if (kept?.copy.isSame(bytes)) return kept
    if (kept) this.drop(kept)
    const copy = copyBytes(bytes)
    return copy && this.#keep(new KeptCopy(copy, buffer, window, true), buffer, owner)
  }

  /** Later calls don't get it. */
  readonly drop = (kept: KeptCopy): void => {
    const copies = kept.buffer && this.#ofBuffers.get(kept.buffer)
    const key = keyOf(kept.window)
    if (copies?.get(key) === kept) copies.delete(key)
    kept.drop()
  }

  #keep(kept: KeptCopy, buffer: ArrayBufferLike, owner: object): KeptCopy {
    const copies = this.#ofBuffers.get(buffer)
    copies ? copies.set(keyOf(kept.window), kept) : this.#ofBuffers.set(buffer, new Map([[keyOf(kept.window), kept]]))
    accountOf(owner).add(kept)
    stores.set(kept, this)
    return kept
  }
}

const accounts = new WeakMap<object, WeakItems<KeptCopy>>()
const stores = new WeakMap<KeptCopy, KeptCopies>()

function accountOf(owner: object): WeakItems<KeptCopy> {
  const account = accounts.get(owner) ?? new WeakItems()
  accounts.set(owner, account)
  return account
}

/** No copy is kept any longer on this account; those in use go with the last call that uses them. */
export function disposeKept(owner: object): void {
  for (const kept of accounts.get(owner) ?? []) stores.get(kept)!.drop(kept)
  accounts.delete(owner)
}

export function keyOf({ byteOffset, byteLength }: Window): string {
  return `${byteOffset} ${byteLength}`
}
