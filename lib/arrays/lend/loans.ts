import { LargeArrayError } from '../../model/errors.js'
import type { Loan } from '../../model/tokens.js'
import type { CopySource } from './copy-source.js'
import { Ranges } from './ranges.js'
import type { TrackedCopy } from './tracked-copy.js'
import { WeakItems } from './weak-items.js'
import { keyOf, wholeOf, type Window, windowOf } from './windows.js'

/** The answer to the first request for a window, which holds for the whole call: a copy, none, or an error. */
type Outcome = { readonly tracked: TrackedCopy | undefined } | { readonly error: unknown }

/**
 * Settles a copy at the end of a call.
 *
 * @param seen the parts of its buffer that the call's views see
 */
export type Settle = (tracked: TrackedCopy, seen: Ranges) => void

/** All that a call has lent, by buffer. */
export class Loans {
  readonly #copies: CopySource
  readonly #isLasting: boolean
  readonly #outcomes = new WeakMap<ArrayBufferLike, Map<string, Outcome>>()
  /** How many bytes of each buffer were copied in parts. */
  readonly #cut = new WeakMap<ArrayBufferLike, number>()
  readonly #used = new WeakItems<TrackedCopy>()
  /** The parts of each copy's buffer that the call's views see. */
  readonly #seen = new WeakMap<TrackedCopy, Ranges>()
  /** Copies that other calls write to: what this call sees of them may have changed since they were made. */
  readonly #joined = new WeakSet<TrackedCopy>()

  /** @param isLasting whether holders of a token may outlive the call */
  constructor(copies: CopySource, isLasting: boolean) {
    this.#copies = copies
    this.#isLasting = isLasting
  }

  /**
   * @param least a smaller buffer isn't lent, nor a smaller part of one
   * @throws LargeArrayError
   */
  lend(view: ArrayBufferView, least: number): Loan | undefined {
    const window = windowOf(view, least, this.#copies.cuts)
    const outcome = window && this.#outcomeOf(view.buffer, window)
    if (!outcome) return undefined
    if ('error' in outcome) throw again(outcome.error)
    const { tracked } = outcome
    if (tracked) this.#see(tracked, view)
    return tracked && { token: tracked.copy.token, byteOffset: view.byteOffset - tracked.window.byteOffset }
  }

  /** Settles and lets go of all copies: the call is over. */
  end(settle: Settle): void {
    for (const tracked of this.#used) {
      this.#used.delete(tracked)
      const seen = this.#seen.get(tracked)!
      settle(tracked, seen)
      tracked.seen.delete(seen)
      tracked.endUse()
    }
  }

  #see(tracked: TrackedCopy, view: ArrayBufferView): void {
    if (this.#joined.has(tracked)) tracked.refresh(view)
    this.#seen.get(tracked)!.add(view)
  }

  #outcomeOf(buffer: ArrayBufferLike, window: Window): Outcome {
    const known = this.#outcomes.get(buffer)
    const outcome = known?.get(keyOf(window)) ?? known?.get(keyOf(wholeOf(buffer)))
    if (outcome) return outcome
    const cut = this.#isWorthCutting(buffer, window) ? window : wholeOf(buffer)
    const made = this.#make(buffer, cut)
    this.#outcomes.set(buffer, (known ?? new Map<string, Outcome>()).set(keyOf(cut), made))
    return made
  }

  /** Whether parts of a buffer are worth copies of their own: overlapping ones could come to more than the buffer. */
  #isWorthCutting(buffer: ArrayBufferLike, { byteLength }: Window): boolean {
    if (!this.#copies.cuts) return true // what the window leaves out is not the caller's, as in Node's pool of small Buffers
    const cut = (this.#cut.get(buffer) ?? 0) + byteLength
    this.#cut.set(buffer, cut)
    return cut <= buffer.byteLength
  }

  #make(buffer: ArrayBufferLike, window: Window): Outcome {
    try {
      const tracked = this.#copies.get(buffer, window)
      if (tracked?.isUsed && !this.#copies.cuts) this.#joined.add(tracked)
      if (tracked) this.#use(tracked)
      return { tracked }
    } catch (error) {
      return { error }
    }
  }

  #use(tracked: TrackedCopy): void {
    if (this.#used.has(tracked)) return // several windows may be of one copy
    tracked.beginUse()
    tracked.isLasting ||= this.#isLasting
    this.#used.add(tracked)
    const seen = new Ranges()
    this.#seen.set(tracked, seen)
    tracked.seen.add(seen)
  }
}

/** A new error like the first: each task that fails has its own, which says which task that is. */
function again(error: unknown): unknown {
  if (!(error instanceof LargeArrayError)) return error
  return new LargeArrayError(error.code, error.message, error.bytes, { cause: error.cause })
}
