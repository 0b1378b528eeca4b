import { types } from 'node:util'
import { isPrimitive } from './value.js'

/** Beyond so many parts, copying costs as much as sending. */
const MOST_PARTS = 16

/**
 * The values as a worker would get them, where that is cheap to make: primitives, and objects and arrays of nothing but
 * a few primitives. The array itself when all of them are primitives; undefined when one is anything else.
 */
export function plainCopies(values: ArrayLike<unknown>): ArrayLike<unknown> | undefined {
  let place = 0
  while (place < values.length && isPrimitive(values[place])) place++
  if (place === values.length) return values
  const copies = Array.prototype.slice.call(values, 0, place)
  for (; place < values.length; place++) {
    const copy = plainCopy(values[place])
    if (copy === undefined && values[place] !== undefined) return undefined
    copies.push(copy)
  }
  return copies
}

/** Undefined for what isn't plain. */
function plainCopy(value: unknown): unknown {
  if (isPrimitive(value)) return value
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return undefined
  if (Array.isArray(value)) return isFlat(value) ? value.slice() : undefined
  return Object.getPrototypeOf(value) === Object.prototype && isFlat(Object.values(value)) ? { ...value } : undefined
}

function isFlat(parts: readonly unknown[]): boolean {
  return parts.length <= MOST_PARTS && parts.every(isPrimitive)
}
