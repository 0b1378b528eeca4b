import { LONGEST_TIMER } from '../../model/timers.js'
import type { Copy } from './copy.js'
import type { Ranges } from './ranges.js'
import { bytesIn, type Window } from './windows.js'

/** The owner for whom a copy is left to later calls, and how long it is left. */
export interface CachePolicy {
  readonly owner: object
  /** How many ms a copy may be unused. */
  readonly idleTimeout: number
}

interface CachedBy extends CachePolicy {
  /** Told when later calls must not get the copy any more. */
  readonly onDrop: (tracked: TrackedCopy) => void
}

/** A copy together with its source, and with how many calls use it. */
export class TrackedCopy {
  readonly copy: Copy
  readonly window: Window
  /** Holders of the token may outlive all calls. */
  isLasting = false
  /** Whether the program was warned that the copy differs from its source. */
  isBlamed = false
  /** The parts of the source that views of running calls see, for each call. */
  readonly seen = new Set<Ranges>()
  readonly #source: WeakRef<ArrayBufferLike>
  readonly #owner: WeakRef<object> | undefined
  readonly #idleTimeout: number
  readonly #onDrop: (tracked: TrackedCopy) => void
  /** How many running calls use the copy. */
  #calls = 0
  #isCached: boolean
  #expiry: NodeJS.Timeout | undefined

  /** @param by undefined: the copy goes with the last call that uses it */
  constructor(copy: Copy, source: ArrayBufferLike, { byteOffset, byteLength }: Window, by?: CachedBy) {
    this.copy = copy
    this.window = { byteOffset, byteLength } // a window may be a view, which holds the source
    this.#source = new WeakRef(source)
    this.#owner = by && new WeakRef(by.owner)
    this.#idleTimeout = by?.idleTimeout ?? 0
    this.#onDrop = by?.onDrop ?? (() => {})
    this.#isCached = by !== undefined
  }

  /** The buffer that was copied; undefined once that is garbage. */
  get source(): ArrayBufferLike | undefined {
    return this.#source.deref()
  }

  /** The bytes that were copied, as they are now; undefined if they are gone. */
  get sourceBytes(): Uint8Array | undefined {
    const { source } = this
    return source && source.byteLength > 0 ? bytesIn(source, this.window) : undefined // detached, its length is 0
  }

  /** Copies a window once more, except what views of running calls see: tasks may have written there. */
  refresh(window: Window): void {
    const { source, seen, copy } = this
    if (!source || source.byteLength === 0) return
    const parts = [...seen].reduce<Window[]>((rest, ranges) => rest.flatMap((part) => ranges.missing(part)), [window])
    for (const part of parts) copy.update(bytesIn(source, part), part.byteOffset - this.window.byteOffset)
  }

  /** The owner for whom the copy is cached; undefined once that is garbage. */
  get owner(): object | undefined {
    return this.#owner?.deref()
  }

  get isUsed(): boolean {
    return this.#calls > 0
  }

  beginUse(): void {
    clearTimeout(this.#expiry)
    this.#calls++
  }

  endUse(): void {
    if (--this.#calls > 0) return
    if (!this.#isCached) this.#dispose()
    else if (this.#idleTimeout <= LONGEST_TIMER) this.#expiry = dropIn(this.#idleTimeout, new WeakRef(this))
  }

  /** Takes the copy out of the cache: it goes when no call uses it. */
  drop(): void {
    clearTimeout(this.#expiry)
    this.#onDrop(this)
    this.#isCached = false
    if (!this.isUsed) this.#dispose()
  }

  #dispose(): void {
    if (!this.isLasting) this.copy.dispose()
  }
}

/** Drops a copy later. A timer that held the copy would keep it alive when its source is garbage. */
function dropIn(ms: number, ref: WeakRef<TrackedCopy>): NodeJS.Timeout {
  return setTimeout(() => ref.deref()?.drop(), ms).unref()
}
