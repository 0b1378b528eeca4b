import { types } from 'node:util'
import { type Access, type ArrayOptions, type FileToken, isResizable, type Lender } from '../../model/lending.js'
import type { WorkerInfo } from '../../model/worker-info.js'
import { isBorrowed, sourceOf } from '../borrow/borrow.js'
import type { Loans } from './loans.js'
import { seesSome } from './windows.js'

/** To whom memory is lent, and how. */
export interface Terms {
  readonly kind: WorkerInfo['kind']
  readonly access: Access
  readonly options: ArrayOptions
}

/** Lends what is in a file already by that, and of other memory copies. */
export function lendBy({ kind, access, options }: Terms, loans: Pick<Loans, 'lend'>): Omit<Lender, 'elapsed' | 'lasting'> {
  const { maxNbytes, tempFolder } = options
  const tokenOf = kind === 'process' ? passOn(access) : () => undefined
  const tokenFor = (view: ArrayBufferView) => seesSome(view) ? tokenOf(view.buffer) : undefined
  const least = leastBy(kind, maxNbytes)
  return {
    sharesMemory: kind === 'thread',
    lends: kind === 'process' || maxNbytes < Infinity,
    key: [kind, access, maxNbytes, tempFolder].join(' '),
    takes: (view) => (view.buffer.byteLength >= least(view.buffer) && seesSome(view)) || tokenFor(view) !== undefined,
    lend(view) {
      const token = tokenFor(view)
      return token ? { token, byteOffset: view.byteOffset } : loans.lend(view, least(view.buffer))
    },
  }
}

/** From how many bytes on a buffer is lent. */
function leastBy(kind: WorkerInfo['kind'], maxNbytes: number): (buffer: ArrayBufferLike) => number {
  const least = Math.max(maxNbytes, 1)
  return (buffer) => {
    if (types.isSharedArrayBuffer(buffer)) return kind === 'process' && isBorrowed(buffer) ? 1 : Infinity // no process takes it
    return isResizable(buffer) ? Infinity : least
  }
}

/** Tokens of memory that is in a file already, as it was lent to us, or is mapped; with the access that is wished for. */
function passOn(access: Access): (buffer: ArrayBufferLike) => FileToken | undefined {
  const tokens = new WeakMap<FileToken, FileToken>()
  const withAccess = (source: FileToken) => {
    const token = tokens.get(source) ?? { ...source, access }
    tokens.set(source, token)
    return token
  }
  return (buffer) => {
    const source = sourceOf(buffer)
    if (!source || source.access === 'write' || source.access === access) return source
    return access === 'write' ? undefined : withAccess(source)
  }
}
