import { types } from 'node:util'
import { read } from './value.js'

/** Looking for more in one value would cost as much as sending it. What is deeper is not found. */
const MOST_OBJECTS = 1000
const MOST_ITEMS = 10_000
/** Up to so many objects a list is searched sooner than a set is made. */
const FEW = 8

/** The views in a value that `takes` is true for, as far as they are found. */
export function viewsIn(value: unknown, takes: (view: ArrayBufferView) => boolean): readonly ArrayBufferView[] {
  const views: ArrayBufferView[] = []
  someObject(value, (object) => {
    if (ArrayBuffer.isView(object) && takes(object)) views.push(object)
    return false
  })
  return views
}

/** Whether `test` is true for one of the objects in a value, itself included; those at its surface are asked about first. */
export function someObject(value: unknown, test: (object: object) => boolean, most = MOST_OBJECTS): boolean {
  if (!isObject(value)) return false
  const objects: object[] = [value]
  let seen: Set<object> | undefined
  const isNew = (object: object) => {
    if (objects.length <= FEW) return !objects.includes(object)
    seen ??= new Set(objects)
    return seen.size < seen.add(object).size
  }
  const add = (part: unknown) => {
    if (isObject(part) && objects.length < most && isNew(part)) objects.push(part)
  }
  for (let i = 0; i < objects.length; i++) {
    if (test(objects[i]!)) return true
    if (objects.length < most) addParts(objects[i]!, add, most)
  }
  return false
}

/** What a transport clones with the object. */
function addParts(object: object, add: (part: unknown) => void, most: number): void {
  if (ArrayBuffer.isView(object) || types.isProxy(object)) return
  if (Array.isArray(object)) return addItems(object, add, most)
  if (object instanceof Map && types.isMap(object)) Map.prototype.forEach.call(object, (item, key) => (add(key), add(item)))
  if (object instanceof Set && types.isSet(object)) Set.prototype.forEach.call(object, add)
  for (const key of Object.keys(object)) add(read(object, key))
}

/** An array with holes may be of any length. */
function addItems(array: readonly unknown[], add: (part: unknown) => void, most: number): void {
  if (most === Infinity && array.length > MOST_ITEMS) for (const key of Object.keys(array)) add(read(array, key))
  else for (let i = 0; i < array.length && i < MOST_ITEMS; i++) add(read(array, i))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
