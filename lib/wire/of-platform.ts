import { types } from 'node:util'
import { prototypesOf, read, readText } from './value.js'

/**
 * Whether an object may be one that Node clones to threads in a way of its own (a Blob, say), or refuses to (a URL):
 * written as bytes it would be taken for an object of the user's, of which nothing but properties arrives.
 */
export const isOfPlatform = remembered((prototype) => isForThreads(prototype) || isGlobal(prototype))

/** Whether an object is one that Node clones to threads, but writes to bytes as `{}`, or as what it can't read again. */
export const isOnlyForThreads = remembered(isForThreads)

/** Returns a test of objects by their prototypes, each of which is asked about once. */
function remembered(test: (prototype: object) => boolean): (object: object) => boolean {
  const known = new WeakMap<object, boolean>([[Object.prototype, false], [Array.prototype, false]])
  return (object) => {
    if (ArrayBuffer.isView(object) || types.isProxy(object)) return false
    const prototype = Object.getPrototypeOf(object) as object | null
    if (prototype === null) return false
    const answer = known.get(prototype)
    if (answer !== undefined) return answer
    const asked = [prototype, ...prototypesOf(prototype)].some(test)
    known.set(prototype, asked)
    return asked
  }
}

function isForThreads(prototype: object): boolean {
  const symbols = Object.getOwnPropertySymbols(prototype)
  if (symbols.some(({ description }) => description?.startsWith('messaging_'))) return true
  return Object.prototype.toString.call(prototype) === '[object WebAssembly.Module]'
}

/** Whether a prototype is that of a global class of Node. Objects of the language's own classes are written as what they are. */
function isGlobal(prototype: object): boolean {
  const constructor = read(prototype, 'constructor')
  if (typeof constructor !== 'function' || read(globalThis, readText(constructor, 'name')) !== constructor) return false
  return !Function.prototype.toString.call(constructor).includes('[native code]')
}
