import { isObject } from '../model/is-object.js'

/** Whether a value can have properties of its own. */
export function isThing(value: unknown): value is object {
  return isObject(value) || typeof value === 'function'
}

export function parentOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null
}

/** Returns the value of an own data property, without running a getter. */
export function ownValue(object: object, key: string): unknown {
  try {
    return Object.getOwnPropertyDescriptor(object, key)?.value
  } catch {
    return undefined // an export that is not initialised yet
  }
}

/** Reads a property of a module, which may be a getter. */
export function readSafely(exports: object, key: string): unknown {
  try {
    return Reflect.get(exports, key)
  } catch {
    return undefined // not initialised yet
  }
}

/** Returns the name of a function as it shows in stacks; undefined when its `name` is no text. */
export function nameOf(fn: object): string | undefined {
  const name = ownValue(fn, 'name')
  return typeof name === 'string' ? name : undefined
}

/** Returns what `Object.prototype.toString` calls a value: `Promise`, `Array Iterator`, `Object`. */
export function tagOf(value: unknown): string {
  try {
    return Object.prototype.toString.call(value).slice('[object '.length, -1)
  } catch {
    return 'Object' // its Symbol.toStringTag is a getter that throws
  }
}

/** More prototypes than this only a Proxy has. */
const LONGEST_CHAIN = 100

/** Whether a value is a class whose instances are errors. */
export function isErrorClass(value: unknown): value is new (...args: never[]) => Error {
  let at = isThing(value) ? ownValue(value, 'prototype') : undefined
  try {
    for (let i = 0; i < LONGEST_CHAIN && isThing(at); i++) {
      if (at === Error.prototype) return true
      at = parentOf(at)
    }
  } catch {
    // a proxy's trap threw
  }
  return false
}
