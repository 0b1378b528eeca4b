import type { ArrayOptions } from '../../model/array-options.js'
import type { Lender } from '../../model/lender.js'
import type { Loan, MemoryToken } from '../../model/tokens.js'
import { lendBy } from './lend-by.js'
import { windowOf } from './windows.js'

/** A lender that only says what threads would be lent: its one token stands for all memory. */
export function lendInWord(options: ArrayOptions): Lender {
  const token: MemoryToken = { lent: 'memory', buffer: new SharedArrayBuffer(0), access: 'read' }
  const lend = (view: ArrayBufferView, least: number): Loan | undefined => {
    const window = windowOf(view, least, true)
    return window && { token, byteOffset: view.byteOffset - window.byteOffset }
  }
  return {
    ...lendBy({ kind: 'thread', access: 'read', options }, { lend }),
    sharesMemory: true,
    lends: true,
    isWritten: false,
    key: 'in word', // nobody who lends may use what was made with this
    lasting() { return this },
  }
}
