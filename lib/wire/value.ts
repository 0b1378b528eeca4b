import { types } from 'node:util'
import { describeObject } from '../closure/encode/describe.js'
import { isObject } from '../model/is-object.js'
import { isShared } from '../model/shared.js'

/** Looking at values that may be hostile: nothing here throws, whatever getters and prototypes do. */

/** The value of a property that can't be read. */
export const UNREADABLE = Symbol('unreadable')

/** Returns what a property holds, an own or inherited one. */
export function read(target: unknown, key: PropertyKey): unknown {
  try {
    return (target as Record<PropertyKey, unknown>)[key]
  } catch {
    return UNREADABLE
  }
}

/** Returns the text that a property holds; '' when there is none. */
export function readText(target: unknown, key: string): string {
  const text = target === undefined || target === null ? undefined : read(target, key)
  return typeof text === 'string' ? text : ''
}

/** Prototypes that are followed, at most: a proxy can claim to have an endless chain. */
const LONGEST_CHAIN = 100

/** Returns a value's prototypes, nearest first, as far as they can be told. */
export function prototypesOf(value: object): object[] {
  const prototypes: object[] = []
  let at: object = value
  try {
    while ((at = Object.getPrototypeOf(at)) !== null && prototypes.length < LONGEST_CHAIN) prototypes.push(at)
  } catch {
    // a proxy's trap threw
  }
  return prototypes
}

/** Whether the value is what `{}` or `Object.create(null)` makes, in any realm. */
export function isPlainObjectOfAnyRealm(value: object): boolean {
  return !types.isProxy(value) && prototypesOf(value).length <= 1
}

/** Whether the value only holds others: an array, a plain object, a Map or a Set. */
export function isContainer(value: object): boolean {
  if (types.isProxy(value)) return false
  return Array.isArray(value) || types.isMap(value) || types.isSet(value) || isPlainObjectOfAnyRealm(value)
}

/** Returns a value as it reads after "is": `a function (onClick)`, `a Promise`, `an instance of Socket`. */
export function describe(value: unknown): string {
  if (value === UNREADABLE) return 'a getter that throws'
  if (typeof value === 'symbol') return named('a symbol', value.description)
  if (types.isProxy(value)) return 'a Proxy'
  if (typeof value === 'function') return named('a function', readText(value, 'name'))
  if (!isObject(value)) return String(value)
  if (isShared(value)) return 'a handle of shared()'
  if (types.isArgumentsObject(value)) return "an `arguments` object (send [...arguments])"
  const what = describeObject(value)
  return ArrayBuffer.isView(value) ? what + memoryText(value) : what
}

/** Returns what is special about the memory of a view, in words. */
function memoryText({ buffer }: ArrayBufferView): string {
  if (types.isSharedArrayBuffer(buffer)) return ' on a SharedArrayBuffer'
  return isDetached(buffer) ? ' whose buffer is gone (it was transferred, or is WebAssembly memory that has grown)' : ''
}

/** Whether a buffer has been detached. Node 20 has no property that tells. */
function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    return new Uint8Array(buffer).byteLength < 0
  } catch {
    return buffer.byteLength === 0
  }
}

/** Returns a key as it reads behind what has it: `.name`, `[3]`, `["my key"]`. */
export function stepText(key: string): string {
  if (/^(0|[1-9]\d*)$/.test(key)) return `[${key}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

function named(what: string, name: string | undefined): string {
  return name ? `${what} (${name})` : what
}
