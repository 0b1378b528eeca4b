import { types } from 'node:util'
import type { Access, ArrayOptions, Lender } from '../model/lending.js'
import { isBorrowed } from './borrow.js'
import type { Loans } from './loans.js'
import { passOn } from './pass-on.js'
import { seesSome, windowOf } from './windows.js'

export type Kind = 'thread' | 'process'

/** Lends what is in a file already by that, and of other memory copies. */
export function lendBy(kind: Kind, access: Access, options: ArrayOptions, loans: Loans): Omit<Lender, 'lasting' | 'elapsed'> {
  const { maxNbytes, tempFolder } = options
  const cuts = access !== 'write'
  const tokenOf = kind === 'process' ? passOn(access) : () => undefined
  const sourceOf = (view: ArrayBufferView) => seesSome(view) ? tokenOf(view.buffer) : undefined
  const least = leastBy(kind, maxNbytes)
  return {
    sharesMemory: kind === 'thread',
    lends: kind === 'process' || maxNbytes < Infinity,
    key: [kind, access, maxNbytes, tempFolder].join(' '),
    takes: (view) => (view.buffer.byteLength >= least(view.buffer) && seesSome(view)) || sourceOf(view) !== undefined,
    lend(view) {
      const source = sourceOf(view)
      if (source) return { token: source, byteOffset: view.byteOffset }
      const window = windowOf(view, least(view.buffer), cuts)
      return window && loans.lend(view, window)
    },
  }
}

/** From how many bytes on a buffer is lent. */
function leastBy(kind: Kind, maxNbytes: number): (buffer: ArrayBufferLike) => number {
  const least = Math.max(maxNbytes, 1)
  return (buffer) => {
    if (types.isSharedArrayBuffer(buffer)) return kind === 'process' && isBorrowed(buffer) ? 1 : Infinity // no process takes it
    return (buffer as { resizable?: boolean }).resizable ? Infinity : least
  }
}
