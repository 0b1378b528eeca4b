import { LONGEST_TIMER } from '../../model/timers.js'
import type { Copy } from './copy.js'
import type { Ranges } from './ranges.js'
import { bytesIn, type Window } from './windows.js'

/** On whose account a copy is left to later calls, and for how long. */
export interface Keeping {
  readonly owner: object
  /** How many ms it may be without use. */
  readonly idleTimeout: number
}

interface KeptBy extends Keeping {
  /** Later calls are not to get it any more. */
  readonly onDrop: (kept: KeptCopy) => void
}

/** A copy, of what it is one, and who uses it. */
export class KeptCopy {
  readonly copy: Copy
  readonly window: Window
  /** Who holds the token may outlive all calls. */
  isLasting = false
  /** The program was told that it isn't what it was. */
  isBlamed = false
  /** What views of running calls see of the source, of each call. */
  readonly seen = new Set<Ranges>()
  readonly #source: WeakRef<ArrayBufferLike>
  readonly #owner: WeakRef<object> | undefined
  readonly #idleTimeout: number
  readonly #onDrop: (kept: KeptCopy) => void
  /** How many running calls use it. */
  #calls = 0
  #isKept: boolean
  #expiry: NodeJS.Timeout | undefined

  /** @param by undefined: it goes with the last call that uses it */
  constructor(copy: Copy, source: ArrayBufferLike, { byteOffset, byteLength }: Window, by?: KeptBy) {
    this.copy = copy
    this.window = { byteOffset, byteLength } // a window may be a view, which holds the source
    this.#source = new WeakRef(source)
    this.#owner = by && new WeakRef(by.owner)
    this.#idleTimeout = by?.idleTimeout ?? 0
    this.#onDrop = by?.onDrop ?? (() => {})
    this.#isKept = by !== undefined
  }

  /** Of which it is a copy; undefined once that is garbage. */
  get source(): ArrayBufferLike | undefined {
    return this.#source.deref()
  }

  /** What it was copied from, as it is now; undefined if that is gone. */
  get sourceBytes(): Uint8Array | undefined {
    const { source } = this
    return source && source.byteLength > 0 ? bytesIn(source, this.window) : undefined // detached, its length is 0
  }

  /** Copies a window once more, but for what views of running calls see of it: tasks may have written there. */
  refresh(window: Window): void {
    const { source, seen, copy } = this
    if (!source || source.byteLength === 0) return
    const parts = [...seen].reduce<Window[]>((rest, ranges) => rest.flatMap((part) => ranges.missing(part)), [window])
    for (const part of parts) copy.update(bytesIn(source, part), part.byteOffset - this.window.byteOffset)
  }

  /** On whose account it is kept; undefined once that is garbage. */
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
    if (!this.#isKept) this.#dispose()
    else if (this.#idleTimeout <= LONGEST_TIMER) this.#expiry = dropIn(this.#idleTimeout, new WeakRef(this))
  }

  /** It is gone once no call uses it any more. */
  drop(): void {
    clearTimeout(this.#expiry)
    this.#onDrop(this)
    this.#isKept = false
    if (!this.isUsed) this.#dispose()
  }

  #dispose(): void {
    if (!this.isLasting) this.copy.dispose()
  }
}

/** A timer that held the copy would keep it when what it is a copy of is garbage. */
function dropIn(ms: number, ref: WeakRef<KeptCopy>): NodeJS.Timeout {
  return setTimeout(() => ref.deref()?.drop(), ms).unref()
}
