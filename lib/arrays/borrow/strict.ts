import type { LargeArrayError } from '../../model/errors.js'
import { writtenTo } from '../errors.js'
import { type BytesAt, firstDifference, PIECE } from '../files/bytes.js'

/** Opens the original for as long as it is used. */
export type WithOriginal = <T>(use: (original: BytesAt) => T) => T

/** A copy that must not be written to. Once it is garbage it needs no check. */
interface Strict {
  readonly copy: WeakRef<ArrayBuffer>
  readonly withOriginal: WithOriginal
}

const all = new Set<Strict>()

export function noteStrict(copy: ArrayBuffer, withOriginal: WithOriginal): void {
  all.add({ copy: new WeakRef(copy), withOriginal })
}

/**
 * Checks after each task that copies of what was lent with access `strict` are as they were, and restores those that aren't.
 *
 * @param name of the function that has run
 * @throws LargeArrayError `ERR_ARRAY_READ_ONLY` for one of them
 */
export function checkBorrowed(name: string): void {
  let error: LargeArrayError | undefined
  for (const strict of all) {
    const copy = strict.copy.deref()
    if (!copy) all.delete(strict)
    else error = check(copy, strict, name) ?? error
  }
  if (error) throw error
}

function check(copy: ArrayBuffer, strict: Strict, name: string): LargeArrayError | undefined {
  const bytes = new Uint8Array(copy)
  try {
    return strict.withOriginal((original) => {
      const place = firstDifference(bytes, original)
      if (place === undefined) return undefined
      restore(bytes, original)
      return writtenTo(name, place, bytes.byteLength)
    })
  } catch {
    all.delete(strict) // the lender has taken it back: no task is to see it any more
    return undefined
  }
}

function restore(bytes: Uint8Array, original: BytesAt): void {
  for (let place = firstDifference(bytes, original); place !== undefined; place = firstDifference(bytes, original)) {
    const end = Math.min(bytes.byteLength, place + PIECE)
    bytes.set(original(place, end), place)
  }
}
