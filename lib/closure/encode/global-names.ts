import type { Global, Path } from '../node.js'
import { follow, stepFor, UNNAMED } from '../path.js'
import { isThing, nameOf, ownValue, tagOf } from '../reflect.js'
import { ECMASCRIPT, isStandardGlobal, NODE_EAGER } from '../text/globals.js'

/**
 * Returns the global name under which every isolate has a value: `Math.sqrt`, `Array.prototype`, `console`. To be asked about
 * code of the engine or of Node only: a program may have put its own functions in these places.
 */
export function asGlobal(value: object): Global | undefined {
  const path = intrinsicPath(value) ?? lateGlobal(value)
  return path && { kind: 'global', path }
}

/** The name of a value that is, or is in, a global which is there from the beginning. */
export function intrinsicPath(value: object): Path | undefined {
  intrinsics ??= findIntrinsics()
  return intrinsics.get(value)
}

let intrinsics: WeakMap<object, Path> | undefined

function findIntrinsics(): WeakMap<object, Path> {
  const found = new WeakMap<object, Path>([[globalThis, ['globalThis']]])
  const roots: Path[] = [...ECMASCRIPT, ...NODE_EAGER, ...Object.keys(UNNAMED)].map((name) => [name])
  for (const path of roots) {
    const value = follow(globalThis, path)
    if (!isThing(value) || found.has(value)) continue
    found.set(value, path)
    noteMembers(found, value, path)
  }
  return found
}

/** Notes the members of a global, and those of prototypes and of the classes in `Intl`. */
function noteMembers(found: WeakMap<object, Path>, holder: object, path: Path): void {
  for (const key of Reflect.ownKeys(holder)) {
    const step = stepFor(key)
    if (step === undefined) continue
    const { value, get, set } = Object.getOwnPropertyDescriptor(holder, key)!
    for (const [part, name] of [[value, step], [get, `get ${step}`], [set, `set ${step}`]] as const) {
      if (!isThing(part) || found.has(part)) continue
      found.set(part, [...path, name])
      if (name === 'prototype' || path[0] === 'Intl') noteMembers(found, part, [...path, name])
    }
  }
}

/** The name of a global of Node that is loaded when it is first read. This must not be what reads it first. */
function lateGlobal(value: object): Path | undefined {
  const constructor = typeof value === 'function' ? undefined : ownValue(value, 'constructor')
  if (typeof constructor === 'function' && ownValue(constructor, 'prototype') === value) {
    const path = lateGlobal(constructor)
    return path && [...path, 'prototype']
  }
  const name = typeof value === 'function' ? nameOf(value) : LATE_OBJECTS[tagOf(value)]
  return name !== undefined && isStandardGlobal(name) && Reflect.get(globalThis, name) === value ? [name] : undefined
}

const LATE_OBJECTS: Readonly<Record<string, string>> = {
  process: 'process',
  Performance: 'performance',
  Crypto: 'crypto',
  Navigator: 'navigator',
}
