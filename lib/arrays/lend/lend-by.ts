import { types } from 'node:util'
import type { ArrayOptions } from '../../model/array-options.js'
import type { Lender } from '../../model/lender.js'
import type { Access, Token } from '../../model/tokens.js'
import { isResizable } from '../../model/views.js'
import type { WorkerInfo } from '../../model/worker-info.js'
import { isBorrowed, sourceOf } from '../borrow/borrow.js'
import { warnOfCopied } from './copied-warning.js'
import type { Loans } from './loans.js'
import { seesSome } from './windows.js'

/** Bytes of a buffer from which on only what a small view sees is cloned, not the whole buffer. */
const CUT_FROM = 2 ** 20

/** The workers that memory is lent to, and how it is lent. */
export interface Terms {
  readonly kind: WorkerInfo['kind']
  readonly access: Access
  readonly options: ArrayOptions
}

/** The part of a lender that looks at views. */
export type Lending = Pick<Lender, 'takes' | 'lend'>

/** A key that lenders have in common if they lend in the same way. */
export function keyOf({ kind, access, options: { maxNbytes, tempFolder } }: Terms): string {
  return [kind, access, maxNbytes, tempFolder].join(' ')
}

/** Lends memory that is in a file already by that file, and other memory by copies. */
export function lendBy({ kind, access, options }: Terms, loans: Pick<Loans, 'lend'>): Lending {
  const tokenOf = passOn(kind === 'process' ? 'file' : 'memory', access)
  const tokenFor = (view: ArrayBufferView) => seesSome(view) ? tokenOf(view.buffer) : undefined
  const least = leastBy(options.maxNbytes)
  const isLarge = ({ buffer }: ArrayBufferView) => buffer.byteLength >= options.maxNbytes
  const isLost = (view: ArrayBufferView) => access === 'write' && isLarge(view) && isOwnResizable(view.buffer)
  return {
    takes(view) {
      const isWorthIt = view.buffer.byteLength >= least(view.buffer) && seesSome(view)
      return isWorthIt || tokenFor(view) !== undefined || isLost(view) || mayBeCut(view)
    },
    lend(view) {
      const token = tokenFor(view)
      if (isLost(view)) warnOfResizable()
      return token ? { token, byteOffset: view.byteOffset } : loans.lend(view, least(view.buffer))
    },
  }
}

/** The least number of bytes of a buffer that is lent. */
function leastBy(maxNbytes: number): (buffer: ArrayBufferLike) => number {
  const least = Math.max(maxNbytes, 1)
  return (buffer) => {
    if (types.isSharedArrayBuffer(buffer)) return isBorrowed(buffer) ? 1 : Infinity // the user's own goes as it is, or not at all
    return isResizable(buffer) ? Infinity : least
  }
}

function mayBeCut({ buffer }: ArrayBufferView): boolean {
  return buffer.byteLength >= CUT_FROM && types.isArrayBuffer(buffer) && !isResizable(buffer)
}

function isOwnResizable(buffer: ArrayBufferLike): boolean {
  return types.isArrayBuffer(buffer) && isResizable(buffer)
}

function warnOfResizable(): void {
  warnOfCopied('its buffer can change its size (maxByteLength)', 'Give it a buffer of a fixed size')
}

/** Finds tokens, with the access asked for, for memory that was lent to this thread or is mapped, and can be passed on. */
function passOn(lent: Token['lent'], access: Access): (buffer: ArrayBufferLike) => Token | undefined {
  const tokens = new WeakMap<Token, Token>()
  const withAccess = (source: Token) => {
    const token = tokens.get(source) ?? { ...source, access }
    tokens.set(source, token)
    return token
  }
  return (buffer) => {
    const source = sourceOf(buffer)
    if (source?.lent !== lent) return undefined
    if (source.access === 'write' || source.access === access) return source
    return access === 'write' ? undefined : withAccess(source)
  }
}
