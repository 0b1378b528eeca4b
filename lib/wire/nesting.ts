import { types } from 'node:util'
import { isObject } from '../model/is-object.js'

/** Less than any stack allows: V8 reads 1,600 levels at least, and part of the stack may be in use. */
const SAFE_LEVELS = 500
/** Looking at so many parts takes 1 ms. Objects that are in many places count in each. */
const MOST_PARTS = 100_000

/**
 * Whether a value may be nested deeper than V8 can read it. Much faster than cloning, as nothing is noted of what has been looked
 * at: true as well for what is cyclic, or has too many parts to tell.
 */
export function mayBeNestedDeep(value: object): boolean {
  let parts = 0

  function exceeds(levels: number, part: unknown): boolean {
    if (!isObject(part)) return false
    if (levels === 0 || ++parts > MOST_PARTS) return true
    if (Array.isArray(part)) return part.length > MOST_PARTS || part.some((item) => exceeds(levels - 1, item))
    if (ArrayBuffer.isView(part) || types.isProxy(part)) return false
    if (types.isMap(part)) return [...Map.prototype.entries.call(part)].some((entry) => exceeds(levels - 1, entry))
    if (types.isSet(part)) return [...Set.prototype.values.call(part)].some((item) => exceeds(levels - 1, item))
    if (types.isNativeError(part) && exceeds(levels - 1, part.cause)) return true
    for (const key in part) if (exceeds(levels - 1, part[key as keyof typeof part])) return true
    return false
  }

  try {
    return exceeds(SAFE_LEVELS, value)
  } catch {
    return true // a getter throws, or there is less stack than that
  }
}
