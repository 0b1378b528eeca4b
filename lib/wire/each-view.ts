import { types } from 'node:util'
import { isObject } from '../model/is-object.js'
import { MOST_OBJECTS, someObject } from './some-object.js'
import { read } from './value.js'

/** An object of more properties than this isn't looked through twice. */
const FEW = 16

/**
 * Calls `tell` with each view in a value, once, until `most` objects have been looked at.
 *
 * @returns whether the value has at least {@link MOST_OBJECTS} objects: only then can it be nested deeper than V8 can read it
 */
export function eachView(value: unknown, tell: (view: ArrayBufferView) => void, most = MOST_OBJECTS): boolean {
  if (ArrayBuffer.isView(value)) tell(value)
  else if (isObject(value) && !types.isProxy(value) && !isBarren(value)) {
    let objects = 0
    someObject(value, (object) => {
      if (ArrayBuffer.isView(object)) tell(object)
      objects++
      return false
    }, most)
    return objects >= MOST_OBJECTS
  }
  return false
}

/** Whether a small object holds no views, as is quickly told of most: those of few properties and levels. */
function isBarren(object: object, levels = 2): boolean {
  if (levels === 0 || ArrayBuffer.isView(object) || object instanceof Map || object instanceof Set) return false
  if (types.isNativeError(object)) return false
  if (Array.isArray(object) && object.length > FEW) return false // its keys alone would take ms
  const keys = Object.keys(object)
  if (keys.length > FEW) return false
  for (const key of keys) {
    const part = read(object, key)
    if (isObject(part) && (types.isProxy(part) || !isBarren(part, levels - 1))) return false
  }
  return true
}
