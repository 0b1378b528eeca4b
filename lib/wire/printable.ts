import { inspect } from 'node:util'
import { read, UNREADABLE } from './value.js'

type Print = (this: Error, ...args: never[]) => unknown

/** How an error is written that lacks what its class's own way of writing it needs. */
const PLAIN: Readonly<Record<PropertyKey, Print>> = {
  [inspect.custom](_depth: number, options: object) {
    return inspect(this, { ...options, customInspect: false })
  },
  toString: Error.prototype.toString,
  toJSON() {
    return { ...this }
  },
}

/**
 * Whoever logs an error doesn't expect another one: what a class of the caller's says of how its errors are written may need
 * private fields, and those haven't travelled.
 */
export function makePrintable(error: object): void {
  for (const key of Reflect.ownKeys(PLAIN)) {
    const own = read(error, key)
    if (typeof own === 'function' && own !== PLAIN[key]) hide(error, key, orElse(own as Print, PLAIN[key]!))
  }
  if (read(error, Symbol.toStringTag) === UNREADABLE) hide(error, Symbol.toStringTag, undefined)
}

function orElse(own: Print, plain: Print): Print {
  return function (...args) {
    try {
      return own.apply(this, args)
    } catch {
      return plain.apply(this, args)
    }
  }
}

function hide(error: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(error, key, { value, enumerable: false, writable: true, configurable: true })
}
