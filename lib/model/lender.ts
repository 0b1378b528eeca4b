import type { Loan } from './tokens.js'

/** Lends memory to the workers of one call: the port by which the rest of the library shares large arrays. */
export interface Lender {
  /** Whether the workers share memory with this thread. */
  readonly sharesMemory: boolean
  /** Whether {@link takes} may say yes to anything: otherwise nobody has to look for views. */
  readonly lends: boolean
  /** Whether what tasks write to memory that they are lent is seen; what they write to copies is lost. */
  readonly isWritten: boolean
  /** Lenders with the same key lend in the same way. */
  readonly key: string
  /** Whether a view is to be lent, or copied without the rest of its large buffer; quickly told. */
  takes(view: ArrayBufferView): boolean
  /**
   * Memory that holds what the view sees, as it is when the call first asks; the same for all views of a buffer, but for small
   * views of large buffers. Undefined where the view had better be copied after all.
   *
   * @throws LargeArrayError
   */
  lend(view: ArrayBufferView): Loan | undefined
  /** Returns a lender that lends in the same way, for longer than the call. */
  lasting(): Lender
}

/** A lender that has all memory copied. */
export function lendsNothing(sharesMemory: boolean): Lender {
  const lender = { sharesMemory, lends: false, isWritten: false, key: 'nothing', takes: () => false, lend: () => undefined }
  return { ...lender, lasting() { return this } }
}
