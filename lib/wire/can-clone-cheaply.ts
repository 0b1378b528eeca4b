import type { Lender } from '../model/lending.js'
import { takeApart } from './apart.js'
import { eachView, someObject } from './large.js'
import { isOfPlatform } from './of-platform.js'
import type { CanClone } from './uncloneable.js'

/** Stands for whatever is lent. */
const SOMEWHERE = { token: {}, byteOffset: 0 }

/**
 * Like `canClone`, but of what holds large arrays it is found out without copying those. Says false also where nothing but a
 * copy could tell.
 */
export function sparing(canClone: CanClone, lender: Lender): CanClone {
  if (!lender.lends) return canClone
  const { sharesMemory } = lender
  const placeOf = (view: ArrayBufferView) => (lender.takes(view) ? SOMEWHERE : undefined)
  return (value) => {
    if (!holdsLarge(value, lender)) return canClone(value)
    if (someObject(value, isOfPlatform, Infinity)) return false
    try {
      takeApart(value, { placeOf, sharesMemory })
      return true
    } catch {
      return false
    }
  }
}

function holdsLarge(value: unknown, lender: Lender): boolean {
  let holds = false
  eachView(value, (view) => (holds ||= lender.takes(view)))
  return holds
}
