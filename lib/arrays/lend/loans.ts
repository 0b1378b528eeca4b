import { LargeArrayError } from '../../model/errors.js'
import type { Loan } from '../../model/lending.js'
import { makeRoomFor, type CopyBytes, type KeptCopies } from './kept-copies.js'
import { KeptCopy, type Expiry } from './kept-copy.js'
import { WeakItems } from './weak-items.js'
import { bytesOf, keyOf, wholeOf, type Window } from './windows.js'

export interface LoanTerms extends Expiry {
  readonly copyBytes: CopyBytes
  /** Where copies are left to later calls; or those that calls have at the same time. */
  readonly keptCopies: KeptCopies | undefined
  readonly written: Written
  readonly owner: object
  /** Who holds a token may outlive the call. */
  readonly isLasting: boolean
}

/** What became of the first wish for a window: that holds for the whole call. */
type Outcome = { readonly kept: KeptCopy | undefined } | { readonly error: unknown }

/** Copies that running calls have their tasks write to, by buffers: calls at the same time write to the same. */
export type Written = WeakMap<ArrayBufferLike, KeptCopy>

/** What a call has lent, by where it was copied from. */
export class Loans {
  /** In ms. */
  elapsed = 0
  readonly #terms: LoanTerms
  readonly #outcomes = new WeakMap<ArrayBufferLike, Map<string, Outcome>>()
  /** How many bytes of a buffer were copied. */
  readonly #cut = new WeakMap<ArrayBufferLike, number>()
  readonly #used = new WeakItems<KeptCopy>()

  constructor(terms: LoanTerms) {
    this.#terms = terms
  }

  /** @throws LargeArrayError */
  lend({ buffer, byteOffset }: ArrayBufferView, window: Window): Loan | undefined {
    const outcome = this.#outcomeOf(buffer, window)
    if ('error' in outcome) throw again(outcome.error)
    const { kept } = outcome
    return kept && { token: kept.copy.token, byteOffset: byteOffset - kept.window.byteOffset }
  }

  /** The call is over. */
  end(settle: (kept: KeptCopy) => void): void {
    for (const kept of this.#used) {
      this.#used.delete(kept)
      this.#clock(() => settle(kept))
      kept.endUse(this.#terms)
    }
  }

  #outcomeOf(buffer: ArrayBufferLike, window: Window): Outcome {
    const known = this.#outcomes.get(buffer)
    const outcome = known?.get(keyOf(window)) ?? known?.get(keyOf(wholeOf(buffer)))
    if (outcome) return outcome
    const cut = this.#isWorthCutting(buffer, window) ? window : wholeOf(buffer)
    const made = this.#clock(() => this.#make(buffer, cut))
    this.#outcomes.set(buffer, (known ?? new Map<string, Outcome>()).set(keyOf(cut), made))
    return made
  }

  /** Windows that overlap would come to more than their buffer. */
  #isWorthCutting(buffer: ArrayBufferLike, { byteLength }: Window): boolean {
    if (!this.#terms.keptCopies) return true // nothing may be written back but what the view sees
    const cut = (this.#cut.get(buffer) ?? 0) + byteLength
    this.#cut.set(buffer, cut)
    return cut <= buffer.byteLength
  }

  #make(buffer: ArrayBufferLike, window: Window): Outcome {
    try {
      const kept = this.#copy(buffer, window)
      if (kept) this.#use(kept)
      return { kept }
    } catch (error) {
      return { error }
    }
  }

  #copy(buffer: ArrayBufferLike, window: Window): KeptCopy | undefined {
    const { copyBytes, keptCopies, written, owner } = this.#terms
    if (keptCopies) return keptCopies.get(buffer, window, copyBytes, owner)
    const shared = written.get(buffer)
    if (shared?.isUsed) return shared
    const copy = makeRoomFor(() => copyBytes(bytesOf(buffer, window)))
    const made = copy && new KeptCopy(copy, buffer, window, false)
    if (made) written.set(buffer, made)
    return made
  }

  #use(kept: KeptCopy): void {
    kept.beginUse()
    kept.isLasting ||= this.#terms.isLasting
    this.#used.add(kept)
  }

  #clock<T>(act: () => T): T {
    const began = performance.now()
    const result = act()
    this.elapsed += performance.now() - began
    return result
  }
}

/** Of each task that fails its own: errors tell of which task they are. */
function again(error: unknown): unknown {
  if (!(error instanceof LargeArrayError)) return error
  return new LargeArrayError(error.code, error.message, error.bytes, { cause: error.cause })
}
