import { isPlainObject } from '../model/is-object.js'
import { show } from '../options/show.js'

type NumericArray = Exclude<NodeJS.TypedArray, BigInt64Array | BigUint64Array>

/** Which items of data are wanted: by id … */
export interface WantedIds {
  readonly ids: readonly unknown[]
}

/** … and by position. */
export interface Wanted extends WantedIds {
  /** Where they stand in lists. */
  readonly positions: readonly number[]
  /** How long a list has to be; undefined: long enough. */
  readonly length: number | undefined
}

/**
 * The values of some items: of a list by position a list of the same kind, of a Map or an object by id an array.
 *
 * @param name how errors call it
 */
export function pick(values: unknown, wanted: Wanted | WantedIds, name: string): unknown {
  if (values === undefined || values === null) return undefined
  if (isByPosition(values)) return pickAt(values, wanted as Wanted, name)
  const valueOf = valuesById(values, name)
  return wanted.ids.map((id) => valueOf(id))
}

/** The values of components: of a tuple in their order, of an object by name; undefined where there are none. */
export function named(source: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (source === undefined || source === null) return {}
  if (isPlainObject(source)) return source
  const isTuple = Array.isArray(source) && source.length <= names.length && source.every(isListOrNone)
  if (!isTuple) throw new TypeError(`data not found: ${expectedFor(names)}, got: ${show(source)}`)
  return Object.fromEntries(source.map((values, i) => [names[i], values]))
}

/** Writes values to their items' places in `target`. */
export function put(values: unknown, { ids, positions }: Wanted, target: unknown, name: string): void {
  if (!isByPosition(values)) throw new TypeError(`${name} must be a list to be dumped, got: ${show(values)}`)
  if (values.length !== ids.length) throw new RangeError(`${name} has ${values.length} values, but the batch has ${ids.length} items`)
  const entries = Array.from(values as ArrayLike<unknown>).entries()
  if (isByPosition(target)) for (const [i, value] of entries) setAt(target, positions[i]!, value, 'dst')
  else if (target instanceof Map) for (const [i, value] of entries) target.set(ids[i], value)
  else if (isPlainObject(target)) for (const [i, value] of entries) Object.assign(target, { [String(ids[i])]: value })
  else throw new TypeError(`dst must be an array, a typed array, a Map or an object, got: ${show(target)}`)
}

/**
 * Sets an element: a typed array would ignore one that it has no room for.
 *
 * @param name how errors call the list
 */
export function setAt(list: unknown[] | NumericArray, position: number, value: unknown, name: string): void {
  if (ArrayBuffer.isView(list) && position >= list.length) {
    throw new RangeError(`${name} has ${list.length} values, and no room for the item at ${position}`)
  }
  list[position] = value as never
}

export function isByPosition(value: unknown): value is unknown[] | NumericArray {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

function isListOrNone(value: unknown): boolean {
  return value === undefined || value === null || isByPosition(value) || value instanceof Map || isPlainObject(value)
}

function pickAt(values: unknown[] | NumericArray, { positions, length }: Wanted, name: string): unknown {
  if (length !== undefined && values.length !== length) throw wrongLength(name, values.length, length)
  const beyond = positions.find((position) => position >= values.length)
  if (beyond !== undefined) throw new RangeError(`${name} has ${values.length} values, and none for the item at ${beyond}`)
  return Array.isArray(values) ? positions.map((position) => values[position] as unknown) : pickNumbers(values, positions)
}

interface ArrayClass {
  readonly [Symbol.species]: new (length: number) => NumericArray
}

function pickNumbers(values: NumericArray, positions: readonly number[]): NumericArray {
  const { [Symbol.species]: Numbers } = values.constructor as unknown as ArrayClass // `Buffer` itself is none to construct
  const picked = new Numbers(positions.length)
  for (let i = 0; i < positions.length; i++) picked[i] = values[positions[i]!]!
  return picked
}

function valuesById(values: unknown, name: string): (id: unknown) => unknown {
  const byId = values instanceof Map ? (values as Map<unknown, unknown>) : fromObject(values, name)
  return (id) => {
    const value = byId.get(id)
    if (value !== undefined || byId.has(id)) return value
    throw new RangeError(`${name} has no value for the id ${show(id)}`)
  }
}

function fromObject(values: unknown, name: string): Pick<Map<unknown, unknown>, 'has' | 'get'> {
  if (isPlainObject(values)) return { has: (id) => Object.hasOwn(values, String(id)), get: (id) => values[String(id)] }
  throw new TypeError(`${name} must be an array, a typed array, or a Map or an object by id, got: ${show(values)}`)
}

function wrongLength(name: string, got: number, expected: number): RangeError {
  const advice = 'Give the data of all of them, in their order; what belongs to the items of a batch is assigned to it'
  return new RangeError(`${name} has ${got} values, but the dataset has ${expected} items. ${advice}`)
}

function expectedFor(names: readonly string[]): string {
  const object = `{ ${names.map((name) => `${name}: …`).join(', ')} }`
  return `expected an object such as ${object}, or a tuple of the values of ${names.join(', ')}`
}
