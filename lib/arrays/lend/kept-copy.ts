import type { Copy } from './copy.js'
import { bytesOf, type Window } from './windows.js'

/** The longest that a timer of Node can wait, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1

/** What becomes of what is kept and no call uses. */
export interface Expiry {
  /** In ms. */
  readonly idleTimeout: number
  readonly keptCopies: { drop(kept: KeptCopy): void } | undefined
}

/** A copy, of what it is one, and who uses it. */
export class KeptCopy {
  readonly copy: Copy
  readonly window: Window
  /** Who holds the token may outlive all calls. */
  isLasting = false
  /** The program was told that it isn't what it was. */
  isBlamed = false
  readonly #source: WeakRef<ArrayBufferLike>
  /** How many running calls use it. */
  #calls = 0
  #isKept: boolean
  #expiry: NodeJS.Timeout | undefined

  /** @param isKept for further calls, until it is dropped */
  constructor(copy: Copy, source: ArrayBufferLike, { byteOffset, byteLength }: Window, isKept: boolean) {
    this.copy = copy
    this.window = { byteOffset, byteLength }
    this.#source = new WeakRef(source)
    this.#isKept = isKept
  }

  /** Of which it is a copy; undefined once that is garbage. */
  get source(): ArrayBufferLike | undefined {
    return this.#source.deref()
  }

  /** What it was copied from, as it is now; undefined if that is gone. */
  get sourceBytes(): Uint8Array | undefined {
    const { source } = this
    return source && source.byteLength > 0 ? bytesOf(source, this.window) : undefined // detached, its length is 0
  }

  get isUsed(): boolean {
    return this.#calls > 0
  }

  beginUse(): void {
    clearTimeout(this.#expiry)
    this.#calls++
  }

  endUse(expiry: Expiry): void {
    if (--this.#calls > 0) return
    if (!this.#isKept) this.#dispose()
    else if (expiry.idleTimeout <= LONGEST_TIMER) this.#expiry = expire(new WeakRef(this), expiry)
  }

  /** It is gone once no call uses it any more. */
  drop(): void {
    clearTimeout(this.#expiry)
    this.#isKept = false
    if (!this.isUsed) this.#dispose()
  }

  #dispose(): void {
    if (!this.isLasting) this.copy.dispose()
  }
}

/** A timer that held the copy would keep it when what it is a copy of is garbage. */
function expire(ref: WeakRef<KeptCopy>, { idleTimeout, keptCopies }: Expiry): NodeJS.Timeout {
  const act = () => {
    const kept = ref.deref()
    if (kept) keptCopies?.drop(kept)
  }
  return setTimeout(act, idleTimeout).unref()
}
