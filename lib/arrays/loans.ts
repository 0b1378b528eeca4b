import { LargeArrayError } from '../model/errors.js'
import type { Loan } from '../model/lending.js'
import { makeRoomFor, type CopyBytes, type KeptCopies } from './kept-copies.js'
import { KeptCopy, type Expiry } from './kept-copy.js'
import { WeakItems } from './weak-items.js'
import { bytesOf, keyOf, wholeOf, type Window } from './windows.js'

export interface LoanTerms extends Expiry {
  readonly copyBytes: CopyBytes
  /** Where copies are left to later calls; undefined: this call has its own. */
  readonly keptCopies: KeptCopies | undefined
  readonly owner: object
  /** Who holds a token may outlive the call. */
  readonly isLasting: boolean
}

/** What became of the first wish for a window: that holds for the whole call. */
type Outcome = { readonly kept: KeptCopy | undefined } | { readonly error: unknown }

/** What a call has lent, by where it was copied from. */
export class Loans {
  /** In ms. */
  elapsed = 0
  readonly #terms: LoanTerms
  readonly #outcomes = new WeakMap<ArrayBufferLike, Map<string, Outcome>>()
  readonly #used = new WeakItems<KeptCopy>()

  constructor(terms: LoanTerms) {
    this.#terms = terms
  }

  /** @throws LargeArrayError */
  lend({ buffer, byteOffset }: ArrayBufferView, window: Window): Loan | undefined {
    const outcome = this.#outcomeOf(buffer, window)
    if ('error' in outcome) throw again(outcome.error)
    const { kept } = outcome
    if (!kept) return undefined
    kept.lends++
    return { token: kept.copy.token, byteOffset: byteOffset - kept.window.byteOffset }
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
    const made = this.#clock(() => this.#make(buffer, window))
    this.#outcomes.set(buffer, (known ?? new Map<string, Outcome>()).set(keyOf(window), made))
    return made
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
    const { copyBytes, keptCopies, owner } = this.#terms
    if (keptCopies) return keptCopies.get(buffer, window, copyBytes, owner)
    const copy = makeRoomFor(() => copyBytes(bytesOf(buffer, window)))
    return copy && new KeptCopy(copy, buffer, window, false)
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
