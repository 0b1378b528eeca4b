import { warnOfCopied } from '../arrays/lend/copied-warning.js'
import { isObject } from '../model/is-object.js'
import type { Lender } from '../model/lender.js'
import type { Loan, Token } from '../model/tokens.js'
import { seesLittle } from '../model/views.js'
import { type Apart, bareAsView, InOnePieceError, takeApart } from './apart.js'
import { isPacked, packArguments, type PackedArguments, packSingle } from './column.js'
import { eachView } from './each-view.js'
import { mayBeNestedDeep } from '../closure/encode/nesting.js'
import { isOfPlatform } from './of-platform.js'
import { someObject } from './some-object.js'

type Refuse = (position: number, error: unknown) => void

/**
 * Takes the memory that is lent out of arguments. Leaves them as they are where none is, and where they have to travel in one
 * piece. Arguments that may be too deep for a process to read are taken apart too: it can read the rest of the message, and say so.
 *
 * @throws what the serializer throws
 */
export function lendArguments(packed: PackedArguments, lender: Lender, refuse: Refuse): PackedArguments | Apart<Token> {
  if (!lender.lends || ('single' in packed && isPacked(packed.single))) return packed
  const loans = new Map<ArrayBufferView, Loan>()
  const refused = new Set<number>()
  const cut = new Set<ArrayBufferView>()
  const wholes = new Set<ArrayBufferLike>()
  const lend = lendingTo(loans, { cut, wholes }, lender)
  const most = lender.isWritten ? Infinity : undefined
  let mayBeDeep = false
  eachObject(packed, (value, position) => {
    if (refused.has(position)) return
    try {
      const isLong = eachView(value, lend, most)
      if (isLong && !lender.sharesMemory) mayBeDeep ||= mayBeNestedDeep(value)
    } catch (error) {
      refused.add(position)
      refuse(position, error)
    }
  })
  for (const view of cut) if (wholes.has(view.buffer)) cut.delete(view)
  keepTogether(loans, cut)
  const left = refused.size > 0 ? leaveOut(packed, refused) : packed
  const apart = loans.size + cut.size > 0 || mayBeDeep ? takenApart(left, { loans, wholes }, lender) : undefined
  if (!apart && loans.size > 0 && lender.isWritten) warnOfOnePiece()
  return apart ?? left
}

/**
 * Returns what lends a view. The lender is asked once about each view, and once about memory that can't be lent.
 *
 * @param cut gets views that see so little that the transport must not clone their buffers
 * @param wholes gets buffers that travel as they are, for views that see more
 */
function lendingTo(
  loans: Map<ArrayBufferView, Loan>,
  { cut, wholes }: { readonly cut: Set<ArrayBufferView>; readonly wholes: Set<ArrayBufferLike> },
  lender: Lender,
) {
  const errors = new Map<ArrayBufferLike, unknown>()
  return (view: ArrayBufferView): void => {
    if (loans.has(view) || cut.has(view) || !lender.takes(view)) return
    if (errors.has(view.buffer)) throw errors.get(view.buffer)
    try {
      const loan = lender.lend(view)
      if (loan) loans.set(view, loan)
      else if (seesLittle(view)) cut.add(view)
      else wholes.add(view.buffer)
    } catch (error) {
      errors.set(view.buffer, error)
      throw error
    }
  }
}

/** Has views that see little of a buffer stay a part of it, if more of it is lent along. */
function keepTogether(loans: Map<ArrayBufferView, Loan>, cut: ReadonlySet<ArrayBufferView>): void {
  const small = [...loans.keys(), ...cut].filter(seesLittle)
  if (small.length === 0) return
  const wholes = new Map<ArrayBufferLike, Loan>()
  for (const [{ buffer }, loan] of loans) if (sizeOf(loan.token) === buffer.byteLength) wholes.set(buffer, loan)
  for (const view of small) {
    const whole = wholes.get(view.buffer)
    if (whole) loans.set(view, { token: whole.token, byteOffset: view.byteOffset })
  }
}

function sizeOf(token: Token): number {
  return token.lent === 'file' ? token.byteLength : token.buffer.byteLength
}

/** Takes arguments apart; undefined when only the transport may be able to clone something among them. */
function takenApart(
  packed: PackedArguments,
  { loans, wholes }: { readonly loans: ReadonlyMap<ArrayBufferView, Loan>; readonly wholes: ReadonlySet<ArrayBufferLike> },
  { sharesMemory }: Lender,
): Apart<Token> | undefined {
  if (sharesMemory && someObject(packed, isOfPlatform, Infinity)) return undefined
  try {
    const value = sharesMemory ? mapValues(packed, bareAsView) : packed
    return takeApart(value, { placeOf: (view) => loans.get(view), isWhole: (buffer) => wholes.has(buffer), sharesMemory })
  } catch (error) {
    if (error instanceof InOnePieceError) return undefined
    throw error // at once: copying the large arrays just to find that out would take long
  }
}

function warnOfOnePiece(): void {
  warnOfCopied(
    'something that travels along can only be cloned in one piece, such as a Blob, a key, a buffer that can change its size, ' +
    'or a SharedArrayBuffer in an object',
    'Have the function capture that, or pass a view of the SharedArrayBuffer',
  )
}

function eachObject(packed: PackedArguments, act: (value: object, position: number) => void): void {
  const lists = 'lists' in packed ? packed.lists : [packed.single]
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i]!
    for (let j = 0; j < list.length; j++) if (isObject(list[j])) act(list[j] as object, 'lists' in packed ? i : j)
  }
}

function mapValues(packed: PackedArguments, made: (value: unknown, position: number) => unknown): PackedArguments {
  if ('lists' in packed) return packArguments(packed.lists.map((list, position) => list.map((value) => made(value, position))))
  return packSingle(Array.from(packed.single, made))
}

function leaveOut(packed: PackedArguments, positions: ReadonlySet<number>): PackedArguments {
  return mapValues(packed, (value, position) => (positions.has(position) ? undefined : value))
}
