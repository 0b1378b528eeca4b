import { isStandardGlobal } from '../closure/text/globals.js'
import { throughBytes } from './bytes.js'
import { isOfPlatform } from './of-platform.js'
import { read, readText } from './value.js'

/** Whether only `{}` arrives at a thread of an object because it is of one of Node's global classes: an AbortSignal, a URL. */
export const losesClassToThread = losesClassBy(structuredClone)

/** Whether only `{}` arrives at a process of an object because it is of one of Node's global classes. */
export const losesClassToProcess = losesClassBy(throughBytes)

function losesClassBy(clone: (value: object) => unknown): (value: object) => boolean {
  /** Prototypes whose objects arrive as what they are, or are refused. */
  const keeping = new WeakSet<object>()
  return (value) => {
    const prototype = Object.getPrototypeOf(value) as object | null
    if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) return false // nearly all there is
    if (keeping.has(prototype)) return false
    if (isOfGlobalClass(value, prototype) && arrivesPlain(value, clone)) return true
    keeping.add(prototype)
    return false
  }
}

/** Whether an object is of one of Node's global classes, but for MessagePort: Node dies of cloning one that is closed. */
function isOfGlobalClass(value: object, prototype: object): boolean {
  if (!isOfPlatform(value)) return false
  const name = readText(read(prototype, 'constructor'), 'name')
  return isStandardGlobal(name) && name !== 'MessagePort' && read(read(globalThis, name), 'prototype') === prototype
}

/** Whether `{}` arrives of an object. Asked of Node, as its versions differ. */
function arrivesPlain(value: object, clone: (value: object) => unknown): boolean {
  try {
    return Object.getPrototypeOf(clone(value)) === Object.prototype
  } catch {
    return false
  }
}
