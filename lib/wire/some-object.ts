import { types } from 'node:util'
import { isObject } from '../model/is-object.js'
import { read } from './value.js'

/** Looking at so many objects takes up to 0.1 ms, sending them 0.2. What is deeper is not found. */
export const MOST_OBJECTS = 1000
/** Items of an array: looking at so many takes less than 0.1 ms, sending them 0.2 (numbers) to 2 (objects). */
const MOST_ITEMS = 10_000
/** Up to so many objects a list is searched sooner than a set is made. */
const FEW = 16

/**
 * Whether `test` is true for one of the objects that a transport clones with a value, itself included. Those at its surface are
 * asked about first, and no more than `most`. Getters run, as they do when the value is cloned.
 */
export function someObject(value: unknown, test: (object: object) => boolean, most = MOST_OBJECTS): boolean {
  const found = new Found(most)
  found.add(value)
  for (const object of found.objects) {
    if (test(object)) return true
    if (!found.isFull) addParts(object, found)
  }
  return false
}

/** Objects, each once, in the order in which they are found. */
class Found {
  readonly objects: object[] = []
  readonly most: number
  #seen: Set<object> | undefined

  constructor(most: number) {
    this.most = most
  }

  get isFull(): boolean {
    return this.objects.length >= this.most
  }

  add(part: unknown): void {
    if (isObject(part) && !this.isFull && !this.#has(part)) this.objects.push(part)
  }

  #has(object: object): boolean {
    if (this.objects.length <= FEW) return this.objects.includes(object)
    this.#seen ??= new Set(this.objects)
    const { size } = this.#seen
    return this.#seen.add(object).size === size
  }
}

/** Adds what a transport clones with the object. */
function addParts(object: object, found: Found): void {
  if (ArrayBuffer.isView(object) || types.isProxy(object)) return
  if (Array.isArray(object)) return addItems(object, found)
  if (object instanceof Map && types.isMap(object)) {
    for (const [key, item] of Map.prototype.entries.call(object)) {
      found.add(key)
      found.add(item)
    }
  }
  if (object instanceof Set && types.isSet(object)) for (const item of Set.prototype.values.call(object)) found.add(item)
  if (types.isNativeError(object)) found.add(read(object, 'cause')) // it has no key that is told of
  for (const key of Object.keys(object)) found.add(read(object, key))
}

/** Adds the parts of an array. It may have properties that are no items, or be of any length with holes: only its keys tell. */
function addItems(array: readonly unknown[], found: Found): void {
  if (found.most === Infinity) for (const key of Object.keys(array)) found.add(read(array, key))
  else for (let i = 0; i < array.length && i < MOST_ITEMS; i++) found.add(read(array, i))
}
