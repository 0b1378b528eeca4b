import { types } from 'node:util'

/** Less than any stack allows: V8 reads 1,600 levels at least, and part of the stack may be in use. */
const SAFE_LEVELS = 500
/** Looking at so many objects takes 20 ms, sending them 300. Those that are in many places count in each. */
const MOST_OBJECTS = 1_000_000

/**
 * Whether a value may be nested deeper than V8 can read it. Much faster than cloning, as nothing is noted of what has been looked
 * at: true as well for what is cyclic, or has too many parts to tell.
 */
export function mayBeNestedDeep(value: object): boolean {
  left = MOST_OBJECTS
  try {
    return exceeds(value, SAFE_LEVELS)
  } catch {
    return true // a getter throws, or there is less stack than that
  }
}

let left = 0

function exceeds(object: object, levels: number): boolean {
  if (levels === 0 || --left < 0) return true
  if (Array.isArray(object)) return itemsExceed(object, levels)
  if (types.isProxy(object)) return false
  if (Object.getPrototypeOf(object) !== Object.prototype) {
    if (ArrayBuffer.isView(object)) return false
    if (types.isMap(object)) return itemsExceed([...Map.prototype.entries.call(object)], levels)
    if (types.isSet(object)) return itemsExceed([...Set.prototype.values.call(object)], levels)
    if (types.isNativeError(object) && partExceeds(object.cause, levels)) return true
  }
  for (const key in object) if (partExceeds(object[key as keyof object], levels)) return true
  return false
}

function itemsExceed(items: readonly unknown[], levels: number): boolean {
  if (items.length > MOST_OBJECTS) return true
  for (let i = 0; i < items.length; i++) if (partExceeds(items[i], levels)) return true
  return false
}

function partExceeds(part: unknown, levels: number): boolean {
  return typeof part === 'object' && part !== null && exceeds(part, levels - 1)
}
