import { types } from 'node:util'
import { isPrimitive } from '../model/primitive.js'
import { isResizable } from '../model/views.js'

/** Objects in a value that is copied, at most. */
const MOST_OBJECTS = 16
/** Items of an array that is copied, at most: beyond that, copying is no quicker than sending. */
const LONGEST = 1000
/** Bytes of a typed array that is copied, at most. */
const MOST_BYTES = 65_536

/**
 * The values as a worker would get them, where that is cheap to make: primitives, small typed arrays, and plain objects and
 * arrays of nothing but these. The array itself when all of them are primitives; undefined when one is anything else.
 */
export function plainCopies(values: ArrayLike<unknown>): ArrayLike<unknown> | undefined {
  let place = primitivesIn(values)
  if (place === values.length) return values
  const copies = Array.prototype.slice.call(values)
  for (; place < copies.length; place++) {
    const value = copies[place]
    if (isPrimitive(value)) continue
    const copy = plainCopy(value)
    if (copy === undefined) return undefined
    copies[place] = copy
  }
  return copies
}

/** Counts the primitives that values begin with. */
export function primitivesIn(values: ArrayLike<unknown>): number {
  let count = 0
  while (count < values.length && isPrimitive(values[count])) count++
  return count
}

/** Objects met in the value that is being copied. Not emptied by its length, which would have it grow anew each time. */
const met = new Array<object | undefined>(MOST_OBJECTS)
let count = 0

/** Copies a value; undefined for what isn't plain, or throws when it is read. */
function plainCopy(value: unknown): object | undefined {
  try {
    return copyOf(value)
  } catch {
    return undefined // a getter's error belongs to its task, which sending it finds out
  } finally {
    while (count > 0) met[--count] = undefined
  }
}

/** Copies a part. One that is met twice must be one thing in the copy too, which is left to those who send. */
function copyOf(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null || !isNew(value) || types.isProxy(value)) return undefined
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype) return copyOfObject(value)
  if (prototype === Array.prototype && Array.isArray(value)) return copyOfArray(value)
  return TYPED_ARRAYS.has(prototype) ? copyOfBytes(value as Uint8Array) : undefined
}

function isNew(value: object): boolean {
  for (let i = 0; i < count; i++) if (met[i] === value) return false
  if (count === MOST_OBJECTS) return false
  met[count++] = value
  return true
}

function copyOfObject(value: object): object | undefined {
  const copy: Record<string, unknown> = { ...value }
  for (const key in copy) {
    const part = copy[key]
    if (!isPrimitive(part) && (copy[key] = copyOf(part)) === undefined) return undefined
  }
  return Object.getOwnPropertySymbols(copy).length === 0 ? copy : undefined // sending would lose these
}

function copyOfArray(value: readonly unknown[]): object | undefined {
  // it may have other properties, or gaps
  if (value.length > LONGEST || Object.keys(value).length !== value.length) return undefined
  const copy = value.slice()
  for (let i = 0; i < copy.length; i++) {
    const part = copy[i]
    if (!isPrimitive(part) && (copy[i] = copyOf(part)) === undefined) return undefined
  }
  return copy
}

const TYPED_ARRAYS: ReadonlySet<unknown> = new Set(
  [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array,
    Float32Array, Float64Array,
  ].map(({ prototype }) => prototype),
)

/** Copies a typed array that sees all of its buffer: sending one sends the whole buffer. */
function copyOfBytes(value: Uint8Array): object | undefined {
  const { buffer, byteLength } = value
  const isOwn = types.isArrayBuffer(buffer) && buffer.byteLength === byteLength && !isResizable(buffer)
  return isOwn && byteLength > 0 && byteLength <= MOST_BYTES && isNew(buffer) ? value.slice() : undefined
}
