import { isStandardGlobal } from '../closure/text/globals.js'
import { throughBytes } from './bytes.js'
import { isOfPlatform } from './of-platform.js'
import { read, readText } from './value.js'

/** The ways in which values travel. */
const CLONES = { thread: structuredClone, process: throughBytes } as const
export type Way = keyof typeof CLONES

/** Prototypes whose objects arrive as what they are, or are refused, by the way they go. */
const keeping: Readonly<Record<Way, WeakSet<object>>> = { thread: new WeakSet(), process: new WeakSet() }

/** Whether only `{}` arrives of an object because it is of one of Node's global classes: an AbortSignal, a URL, Headers. */
export function losesClass(value: object, way: Way): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) return false // nearly all there is
  if (keeping[way].has(prototype)) return false
  if (isOfGlobalClass(value, prototype) && arrivesPlain(value, way)) return true
  keeping[way].add(prototype)
  return false
}

/** Node dies of cloning a MessagePort that is closed. */
function isOfGlobalClass(value: object, prototype: object): boolean {
  if (!isOfPlatform(value)) return false
  const name = readText(read(prototype, 'constructor'), 'name')
  return isStandardGlobal(name) && name !== 'MessagePort' && read(read(globalThis, name), 'prototype') === prototype
}

/** Asked of Node, as its versions differ. */
function arrivesPlain(value: object, way: Way): boolean {
  try {
    return Object.getPrototypeOf(CLONES[way](value)) === Object.prototype
  } catch {
    return false
  }
}
