import type { Lender } from '../model/lender.js'
import { takeApart } from './apart.js'
import { eachView } from './each-view.js'
import { isOfPlatform } from './of-platform.js'
import { someObject } from './some-object.js'
import type { CanClone } from './uncloneable.js'

/** The place of anything that is lent, where only that counts. */
const SOMEWHERE = { token: {}, byteOffset: 0 }

/**
 * Whether the transport can clone a value, as `canClone` tells, but large arrays are not copied to find out. False also where
 * only a copy could tell.
 */
export function canCloneCheaply(value: unknown, canClone: CanClone, lender: Lender): boolean {
  if (!lender.lends || !holdsLarge(value, lender)) return canClone(value)
  if (someObject(value, isOfPlatform, Infinity)) return false
  try {
    takeApart(value, { placeOf: (view) => (lender.takes(view) ? SOMEWHERE : undefined), sharesMemory: lender.sharesMemory })
    return true
  } catch {
    return false
  }
}

function holdsLarge(value: unknown, lender: Lender): boolean {
  let holds = false
  eachView(value, (view) => (holds ||= lender.takes(view)))
  return holds
}
