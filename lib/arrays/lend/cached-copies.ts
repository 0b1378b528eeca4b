import { LargeArrayError } from '../../model/errors.js'
import type { CopyBytes, CopySource } from './copy-source.js'
import type { Copy } from './copy.js'
import { type CachePolicy, TrackedCopy } from './tracked-copy.js'
import { WeakItems } from './weak-items.js'
import { bytesIn, keyOf, type Window } from './windows.js'

/** Cached copies by buffer, and by window. A copy goes with its buffer. */
export type CachedOf = WeakMap<ArrayBufferLike, Map<string, TrackedCopy>>

/** How many times its size a buffer may have in cached copies: once as a whole, and as much in parts that change with calls. */
const MOST_OF_BUFFER = 2

const all = new WeakItems<TrackedCopy>()

/** A source whose copies calls leave to later ones. */
export class CachedCopies implements CopySource {
  readonly cuts = true
  readonly #ofBuffers: CachedOf
  readonly #copyBytes: CopyBytes
  readonly #policy: CachePolicy

  constructor(ofBuffers: CachedOf, copyBytes: CopyBytes, policy: CachePolicy) {
    this.#ofBuffers = ofBuffers
    this.#copyBytes = copyBytes
    this.#policy = policy
  }

  /** The cached copy if nothing has changed, else a new one. */
  get(buffer: ArrayBufferLike, window: Window): TrackedCopy | undefined {
    const bytes = bytesIn(buffer, window)
    const cached = this.#ofBuffers.get(buffer)?.get(keyOf(window))
    if (cached?.copy.isSame(bytes)) return cached
    cached?.drop()
    const copy = makeRoomFor(() => this.#copyBytes(bytes))
    return copy && this.#cache(copy, buffer, window)
  }

  #cache(copy: Copy, buffer: ArrayBufferLike, window: Window): TrackedCopy {
    const { owner, idleTimeout } = this.#policy
    const copies = this.#ofBuffers.get(buffer) ?? new Map<string, TrackedCopy>()
    if (sizeOf(copies) + window.byteLength > MOST_OF_BUFFER * buffer.byteLength) dropUnused(copies.values())
    const cached = new TrackedCopy(copy, buffer, window, { owner, idleTimeout, onDrop: forgetIn(this.#ofBuffers) })
    this.#ofBuffers.set(buffer, copies.set(keyOf(window), cached))
    all.add(cached)
    return cached
  }
}

/** Drops all copies that are cached for an owner. A copy in use goes with the last call that uses it. */
export function disposeCached(owner: object): void {
  for (const cached of all) if (cached.owner === owner) cached.drop()
}

/** Makes a copy; if there is no room, drops cached copies that no call uses and tries once more. */
export function makeRoomFor(copy: () => Copy | undefined): Copy | undefined {
  try {
    return copy() ?? (dropUnused(all) ? copy() : undefined)
  } catch (error) {
    const isFull = error instanceof LargeArrayError && error.code === 'ERR_ARRAY_NO_SPACE'
    if (isFull && dropUnused(all)) return copy()
    throw error
  }
}

/** Drops copies that no call uses, and says whether there were any. */
function dropUnused(copies: Iterable<TrackedCopy>): boolean {
  const unused = [...copies].filter((cached) => !cached.isUsed && !cached.isLasting)
  for (const cached of unused) cached.drop()
  return unused.length > 0
}

/** A callback that takes a copy out of the cache. It holds nothing else: a cached copy must not keep alive who asked for it. */
function forgetIn(ofBuffers: CachedOf): (cached: TrackedCopy) => void {
  return (cached) => {
    all.delete(cached)
    const copies = cached.source && ofBuffers.get(cached.source)
    const key = keyOf(cached.window)
    if (copies?.get(key) === cached) copies.delete(key)
  }
}

/** The bytes of all copies of a buffer. */
function sizeOf(copies: ReadonlyMap<string, TrackedCopy>): number {
  let size = 0
  for (const { window } of copies.values()) size += window.byteLength
  return size
}
