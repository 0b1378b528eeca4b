import { inspect, types } from 'node:util'
import { isPrimitive } from '../../model/primitive.js'
import { tagOf } from '../reflect.js'

/** Data in a shipment is nested deeper than the serializer can go. */
export class TooDeepError extends Error {}

/** Levels of data that V8 clones for sure: its recursion gives up somewhere between 1,000 and 2,000 on a default stack. */
export const DEEPEST_CLONEABLE = 1000

/**
 * Tells which values a structured clone carries exactly, with prototypes, properties and all that is in them. Each value
 * is looked at once, or twice where some are data and others, that lead to functions for instance, are not.
 */
export class DataFinder {
  /** All values that have been found to be data. */
  readonly found = new Set<object>()
  readonly #other = new Set<object>()
  readonly #isKnown: (value: object) => boolean
  readonly #deepest: number

  /**
   * @param isKnown whether a value has a name in the worker, or its memory is lent, so that it needs no clone
   * @param isDeep whether data may be of any depth
   */
  constructor(isKnown: (value: object) => boolean, isDeep: boolean) {
    this.#isKnown = isKnown
    this.#deepest = isDeep ? Infinity : DEEPEST_CLONEABLE
  }

  /** @throws TooDeepError */
  isData(value: object): boolean {
    if (this.found.has(value)) return true
    if (this.#other.has(value)) return false
    return this.#isAllData(value) || this.#sort(value)
  }

  #isAllData(value: object): boolean {
    const seen = new Set([value])
    const visit = (part: unknown) => {
      if (isPrimitive(part) || this.found.has(part as object)) return true
      if (typeof part !== 'object' || this.#other.has(part)) return false
      seen.add(part)
      return true
    }
    let visited = 0
    let levelEnd = 1
    let depth = 0
    for (const each of seen) {
      if (!this.#isClonedExactly(each) || !everyPart(each, visit)) return false
      if (++visited < levelEnd) continue
      levelEnd = seen.size
      if (++depth > this.#deepest) throw new TooDeepError()
    }
    for (const each of seen) this.found.add(each)
    return true
  }

  /** Sorts a value and all that it leads to: whatever leads to something that is no data is none itself; the rest is. */
  #sort(value: object): boolean {
    const holders = new Map<unknown, object[]>([[value, []]])
    const tainted: unknown[] = []
    for (const each of holders.keys()) {
      if (typeof each !== 'object' || !this.#isClonedExactly(each!)) {
        tainted.push(each)
        continue
      }
      everyPart(each!, (part) => {
        if (isPrimitive(part)) return true
        const known = holders.get(part)
        known ? known.push(each!) : holders.set(part, [each!])
        return true
      })
    }
    const other = new Set(tainted)
    for (const each of other) for (const holder of holders.get(each)!) other.add(holder)
    for (const each of holders.keys()) (other.has(each) ? this.#other : this.found).add(each as object)
    return !other.has(value)
  }

  #isClonedExactly(value: object): boolean {
    return !this.#other.has(value) && isPlain(value) && !this.#isKnown(value)
  }
}

/** Arrays longer than this aren't searched for properties that are no elements. */
const MANY = 1000

/** Whether the clone of a value is of the same kind, whatever it holds. */
function isPlain(value: object): boolean {
  if (types.isProxy(value) || !Object.isExtensible(value)) return false
  const parent: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) return parent === Array.prototype && isPlainList(value)
  if (parent === Object.prototype) return hasPlainProperties(value)
  if (ArrayBuffer.isView(value)) return isOwnKind(value, parent) && isPlainView(value)
  if (types.isRegExp(value)) return parent === RegExp.prototype && value.lastIndex === 0 && hasNoProperties(value, 1)
  if (types.isBoxedPrimitive(value)) return isBoxedData(value, parent)
  const isCloneable = types.isMap(value) || types.isSet(value) || types.isDate(value) || types.isArrayBuffer(value)
  return isCloneable && isOwnKind(value, parent) && hasNoProperties(value, 0)
}

/** Whether a value's prototype is that of the language's own class, not of a subclass such as Buffer. */
function isOwnKind(value: object, parent: unknown): boolean {
  const kind = tagOf(value)
  const standard = (globalThis as Record<string, { readonly prototype?: unknown } | undefined>)[kind]
  return standard?.prototype === parent && Object.getOwnPropertySymbols(value).length === 0
}

function hasNoProperties(value: object, usual: number): boolean {
  return Reflect.ownKeys(value).length === usual
}

/** Whether a view or Buffer has nothing of its own. */
export function isBareView(value: ArrayBufferView): boolean {
  const parent: unknown = Object.getPrototypeOf(value)
  const isUsual = isOwnKind(value, parent) || parent === Buffer.prototype
  return isUsual && Object.isExtensible(value) && hasOnlyBytes(value)
}

/** Whether a view has no properties besides its elements. */
export function hasOnlyBytes(value: ArrayBufferView): boolean {
  const { length = 0 } = value as { readonly length?: number }
  return length > MANY ? seemsPlain(value) : hasNoProperties(value, length)
}

/**
 * Whether Node's listing of an object shows no properties. Unlike the language's, it skips elements, which take 100 ms for a
 * million.
 */
function seemsPlain(value: object): boolean {
  return !inspect(value, { maxArrayLength: 0, depth: 0, customInspect: false }).includes(':')
}

function isBoxedData(value: object, parent: unknown): boolean {
  if (types.isSymbolObject(value) || !isOwnKind(value, parent)) return false
  return hasNoProperties(value, types.isStringObject(value) ? value.length + 1 : 0)
}

function isPlainList(value: readonly unknown[]): boolean {
  return value.length > MANY ? seemsPlain(value) : hasOnlyElements(value)
}

function isPlainView(value: ArrayBufferView): boolean {
  return !types.isSharedArrayBuffer(value.buffer) && hasOnlyBytes(value)
}

/** Whether an array has no properties but its elements. Some may be missing: a clone keeps such holes. */
function hasOnlyElements(value: readonly unknown[]): boolean {
  const isElement = (key: string | symbol) => typeof key === 'string' && /^\d+$/.test(key) && isOrdinary(value, key)
  return Reflect.ownKeys(value).every((key) => key === 'length' || isElement(key))
}

function hasPlainProperties(value: object): boolean {
  if (types.isArgumentsObject(value)) return false
  return Reflect.ownKeys(value).every((key) => typeof key === 'string' && isOrdinary(value, key))
}

/** Whether a property is as an assignment makes it. */
function isOrdinary(value: object, key: string): boolean {
  const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(value, key)!
  return writable === true && enumerable === true && configurable === true
}

function everyPart(value: object, visit: (part: unknown) => boolean): boolean {
  if (Array.isArray(value)) return everyElement(value, visit)
  if (types.isMap(value)) return [...value].every(([key, item]) => visit(key) && visit(item))
  if (types.isSet(value)) return [...value].every(visit)
  if (ArrayBuffer.isView(value)) return visit(value.buffer)
  if (Object.getPrototypeOf(value) !== Object.prototype) return true
  return Object.values(value).every(visit)
}

/** A loop, as `every` takes ten times as long for a million numbers. */
function everyElement(value: readonly unknown[], visit: (part: unknown) => boolean): boolean {
  for (let i = 0; i < value.length; i++) {
    const part = value[i]
    if (typeof part !== 'number' && !visit(part)) return false
  }
  return true
}
