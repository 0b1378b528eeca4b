import { types } from 'node:util'
import { isPrimitive } from './value.js'

/** Beyond so many parts, copying costs as much as sending. */
const MOST_PARTS = 16

/**
 * The values as a worker would get them, where that is cheap to make: primitives, and plain objects and arrays of nothing
 * but a few primitives. The array itself when all of them are primitives; undefined when one is anything else.
 */
export function plainCopies(values: ArrayLike<unknown>): ArrayLike<unknown> | undefined {
  let place = 0
  while (place < values.length && isPrimitive(values[place])) place++
  if (place === values.length) return values
  const copies = Array.prototype.slice.call(values, 0, place)
  for (; place < values.length; place++) {
    const value = values[place]
    const copy = isPrimitive(value) ? value : plainCopy(value)
    if (copy === undefined && value !== undefined) return undefined
    copies.push(copy)
  }
  return copies
}

/** Undefined for what isn't plain, or throws when it is read. */
function plainCopy(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return undefined
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== (Array.isArray(value) ? Array.prototype : Object.prototype)) return undefined
  try {
    const copy = Array.isArray(value) ? value.slice(0, MOST_PARTS + 1) : { ...value }
    return isFlat(copy) && hasOnly(value, copy) ? copy : undefined
  } catch {
    return undefined // a getter's error belongs to its task, which sending it finds out
  }
}

function isFlat(copy: object): boolean {
  const parts = Object.values(copy)
  return parts.length <= MOST_PARTS && parts.every(isPrimitive)
}

/** Whether the copy has all properties that sending would keep, and no symbols, which it would not. */
function hasOnly(value: object, copy: object): boolean {
  return Object.keys(value).length === Object.keys(copy).length && Object.getOwnPropertySymbols(copy).length === 0
}
