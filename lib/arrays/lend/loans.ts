import { LargeArrayError } from '../../model/errors.js'
import type { Loan } from '../../model/tokens.js'
import type { Copies } from './copies.js'
import type { KeptCopy } from './kept-copy.js'
import { Ranges } from './ranges.js'
import { WeakItems } from './weak-items.js'
import { keyOf, wholeOf, type Window, windowOf } from './windows.js'

/** What became of the first wish for a window, which holds for the whole call: a copy, none, or an error. */
type Outcome = { readonly kept: KeptCopy | undefined } | { readonly error: unknown }

/**
 * What is done about a copy at the end of a call.
 *
 * @param seen what of its buffer the call's views see
 */
export type Settle = (kept: KeptCopy, seen: Ranges) => void

/** What a call has lent, by where it was copied from. */
export class Loans {
  readonly #copies: Copies
  readonly #isLasting: boolean
  readonly #outcomes = new WeakMap<ArrayBufferLike, Map<string, Outcome>>()
  /** How many bytes of a buffer were copied in parts. */
  readonly #cut = new WeakMap<ArrayBufferLike, number>()
  readonly #used = new WeakItems<KeptCopy>()
  /** What the call's views see of the buffers of copies. */
  readonly #seen = new WeakMap<KeptCopy, Ranges>()
  /** Copies that other calls write to: what this one sees of them may have changed since they were made. */
  readonly #joined = new WeakSet<KeptCopy>()

  /** @param isLasting whoever holds a token may outlive the call */
  constructor(copies: Copies, isLasting: boolean) {
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
    const { kept } = outcome
    if (kept) this.#see(kept, view)
    return kept && { token: kept.copy.token, byteOffset: view.byteOffset - kept.window.byteOffset }
  }

  /** The call is over. */
  end(settle: Settle): void {
    for (const kept of this.#used) {
      this.#used.delete(kept)
      const seen = this.#seen.get(kept)!
      settle(kept, seen)
      kept.seen.delete(seen)
      kept.endUse()
    }
  }

  #see(kept: KeptCopy, view: ArrayBufferView): void {
    if (this.#joined.has(kept)) kept.refresh(view)
    this.#seen.get(kept)!.add(view)
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

  /** Windows that overlap would come to more than their buffer. */
  #isWorthCutting(buffer: ArrayBufferLike, { byteLength }: Window): boolean {
    if (!this.#copies.cuts) return true // what the window leaves out is not the caller's, as in Node's pool of small Buffers
    const cut = (this.#cut.get(buffer) ?? 0) + byteLength
    this.#cut.set(buffer, cut)
    return cut <= buffer.byteLength
  }

  #make(buffer: ArrayBufferLike, window: Window): Outcome {
    try {
      const kept = this.#copies.get(buffer, window)
      if (kept?.isUsed && !this.#copies.cuts) this.#joined.add(kept)
      if (kept) this.#use(kept)
      return { kept }
    } catch (error) {
      return { error }
    }
  }

  #use(kept: KeptCopy): void {
    if (this.#used.has(kept)) return // several windows may be of one copy
    kept.beginUse()
    kept.isLasting ||= this.#isLasting
    this.#used.add(kept)
    const seen = new Ranges()
    this.#seen.set(kept, seen)
    kept.seen.add(seen)
  }
}

/** Each task that fails has an error of its own: it is told there which task that is. */
function again(error: unknown): unknown {
  if (!(error instanceof LargeArrayError)) return error
  return new LargeArrayError(error.code, error.message, error.bytes, { cause: error.cause })
}
