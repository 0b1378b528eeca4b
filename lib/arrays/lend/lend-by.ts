import { types } from 'node:util'
import type { ArrayOptions } from '../../model/array-options.js'
import type { Lender } from '../../model/lender.js'
import type { Access, Token } from '../../model/tokens.js'
import { isResizable } from '../../model/views.js'
import type { WorkerInfo } from '../../model/worker-info.js'
import { isBorrowed, isBorrower, sourceOf } from '../borrow/borrow.js'
import { warnOfCopied } from './copied-warning.js'
import type { Loans } from './loans.js'
import { seesSome } from './windows.js'

/** To whom memory is lent, and how. */
export interface Terms {
  readonly kind: WorkerInfo['kind']
  readonly access: Access
  readonly options: ArrayOptions
}

/** What it takes to lend. */
export type Lending = Pick<Lender, 'takes' | 'lend'>

/** Whether there may be anything to lend. */
export function lendsAny({ kind, options }: Terms): boolean {
  return kind === 'process' || options.maxNbytes < Infinity || isBorrower()
}

/** Of those who lend in the same way. */
export function keyOf({ kind, access, options: { maxNbytes, tempFolder } }: Terms): string {
  return [kind, access, maxNbytes, tempFolder].join(' ')
}

/** Lends what is in a file already by that, and of other memory copies. */
export function lendBy({ kind, access, options }: Terms, loans: Pick<Loans, 'lend'>): Lending {
  const tokenOf = passOn(kind === 'process' ? 'file' : 'memory', access)
  const tokenFor = (view: ArrayBufferView) => seesSome(view) ? tokenOf(view.buffer) : undefined
  const least = leastBy(options.maxNbytes)
  const isLarge = ({ buffer }: ArrayBufferView) => buffer.byteLength >= options.maxNbytes
  const isLost = (view: ArrayBufferView) => access === 'write' && isLarge(view) && isOwnResizable(view.buffer)
  return {
    takes(view) {
      const isWorthIt = view.buffer.byteLength >= least(view.buffer) && seesSome(view)
      return isWorthIt || tokenFor(view) !== undefined || isLost(view)
    },
    lend(view) {
      const token = tokenFor(view)
      if (isLost(view)) warnOfResizable()
      return token ? { token, byteOffset: view.byteOffset } : loans.lend(view, least(view.buffer))
    },
  }
}

/** From how many bytes on a buffer is lent. */
function leastBy(maxNbytes: number): (buffer: ArrayBufferLike) => number {
  const least = Math.max(maxNbytes, 1)
  return (buffer) => {
    if (types.isSharedArrayBuffer(buffer)) return isBorrowed(buffer) ? 1 : Infinity // the user's own goes as it is, or not at all
    return isResizable(buffer) ? Infinity : least
  }
}

function isOwnResizable(buffer: ArrayBufferLike): boolean {
  return types.isArrayBuffer(buffer) && isResizable(buffer)
}

function warnOfResizable(): void {
  warnOfCopied('its buffer can change its size (maxByteLength)', 'Give it a buffer of a fixed size')
}

/** Tokens of memory that was lent to us, or is mapped, and can be lent to such workers; with the access that is wished for. */
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
