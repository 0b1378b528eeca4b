import { types } from 'node:util'
import { prototypesOf, read, readText } from './value.js'

const known = new WeakMap<object, boolean>([[Object.prototype, false], [Array.prototype, false]])

/**
 * Whether an object may be one that Node clones to threads in a way of its own (a Blob, say), or refuses to (a URL):
 * written as bytes it would be taken for an object of the user's, of which nothing but properties arrives.
 */
export function isOfPlatform(object: object): boolean {
  if (ArrayBuffer.isView(object) || types.isProxy(object)) return false
  const prototype = Object.getPrototypeOf(object) as object | null
  if (prototype === null) return false
  const answer = known.get(prototype)
  if (answer !== undefined) return answer
  const asked = [prototype, ...prototypesOf(prototype)].some(isPrototypeOfPlatform)
  known.set(prototype, asked)
  return asked
}

function isPrototypeOfPlatform(prototype: object): boolean {
  if (Object.getOwnPropertySymbols(prototype).some(({ description }) => description?.startsWith('messaging_'))) return true
  const constructor = read(prototype, 'constructor')
  if (Object.prototype.toString.call(prototype) === '[object WebAssembly.Module]') return true // the serializer writes it, and can't read it
  if (typeof constructor !== 'function' || read(globalThis, readText(constructor, 'name')) !== constructor) return false
  return !Function.prototype.toString.call(constructor).includes('[native code]') // what the language itself has
}
