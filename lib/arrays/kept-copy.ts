import type { Copy } from './copy.js'
import { bytesOf, type Window } from './windows.js'

/** A copy, of what it is one, and who uses it. */
export class KeptCopy {
  readonly copy: Copy
  readonly window: Window
  /** So often it was lent. */
  lends = 0
  /** What holds the token may outlive all calls. */
  isLasting = false
  readonly #source: WeakRef<ArrayBufferLike>
  /** Running calls that use it. */
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

  /** What it was copied from; undefined if that is garbage, or its memory has gone elsewhere. */
  get source(): Uint8Array | undefined {
    const buffer = this.#source.deref()
    return buffer && buffer.byteLength > 0 ? bytesOf(buffer, this.window) : undefined
  }

  get buffer(): ArrayBufferLike | undefined {
    return this.#source.deref()
  }

  beginUse(): void {
    clearTimeout(this.#expiry)
    this.#calls++
  }

  /** @param expire called with this when nobody has used it for so many ms, if it is still kept */
  endUse(idleTimeout: number, expire: (kept: KeptCopy) => void): void {
    if (--this.#calls > 0) return
    if (!this.#isKept) return this.#dispose()
    if (idleTimeout > LONGEST_TIMER) return
    const ref = new WeakRef(this) // else it would be kept though its source is garbage
    this.#expiry = setTimeout(() => ref.deref()?.#expireBy(expire), idleTimeout).unref()
  }

  #expireBy(expire: (kept: KeptCopy) => void): void {
    expire(this)
  }

  /** It is gone once no call uses it any more. */
  drop(): void {
    clearTimeout(this.#expiry)
    this.#isKept = false
    if (this.#calls === 0) this.#dispose()
  }

  #dispose(): void {
    if (!this.isLasting) this.copy.dispose()
  }
}

const LONGEST_TIMER = 2 ** 31 - 1
