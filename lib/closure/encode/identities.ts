import { createRequire, isBuiltin } from 'node:module'
import { types } from 'node:util'
import { isEntryFile } from './entry.js'
import { ECMASCRIPT, isStandardGlobal, NODE_EAGER } from '../text/globals.js'
import type { Builtin, Global, Path, Required } from '../node.js'
import { follow, stepFor, UNNAMED } from '../path.js'
import { isThing, nameOf, ownValue, readSafely } from '../reflect.js'

/*
 * What a worker has of its own, by what it is here. The tables are weak, as a program may drop what its modules export,
 * and are filled as they are asked, as a program loads modules while it runs.
 */

/**
 * What every isolate has under the same global name: `Math.sqrt`, `Array.prototype`, `console`. To be asked about code
 * of the engine or of Node only: a program may have put its own functions in these places.
 */
export function asGlobal(value: object): Global | undefined {
  intrinsics ??= findIntrinsics()
  const path = intrinsics.get(value) ?? lateGlobal(value)
  return path && { kind: 'global', path }
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

/** With the prototypes of classes, the prototypes of what generators make, and the classes in `Intl`. */
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

/** Of Node's globals those that are loaded when they are first read, which this must not be the first to do. */
function lateGlobal(value: object): Path | undefined {
  const constructor = typeof value === 'function' ? undefined : ownValue(value, 'constructor')
  if (typeof constructor === 'function' && ownValue(constructor, 'prototype') === value) {
    const path = lateGlobal(constructor)
    return path && [...path, 'prototype']
  }
  const name = typeof value === 'function' ? nameOf(value) : LATE_OBJECTS[Object.prototype.toString.call(value)]
  return name !== undefined && isStandardGlobal(name) && Reflect.get(globalThis, name) === value ? [name] : undefined
}

const LATE_OBJECTS: Readonly<Record<string, string>> = {
  '[object process]': 'process',
  '[object Performance]': 'performance',
  '[object Crypto]': 'crypto',
  '[object Navigator]': 'navigator',
}

/** A module of Node that the program has loaded, or something in it. */
export function asBuiltin(value: object): Builtin | undefined {
  findBuiltins()
  return builtins.get(value) ?? lateBuiltin(value)
}

/** Some classes are loaded by a getter of their name. */
function lateBuiltin(value: object): Builtin | undefined {
  const name = typeof value === 'function' ? nameOf(value) : undefined
  if (!name || !/^[A-Z]/.test(name)) return undefined
  for (const module of seenBuiltins) {
    const exports = process.getBuiltinModule(module) as object | undefined
    const isGetter = exports && Object.getOwnPropertyDescriptor(exports, name)?.get
    if (isGetter && Reflect.get(exports, name) === value) return { kind: 'builtin', module: `node:${module}`, path: [name] }
  }
  return undefined
}

const builtins = new WeakMap<object, Builtin>()
const seenBuiltins = new Set<string>()
let seenLoads = 0

function findBuiltins(): void {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] }
  if (moduleLoadList.length === seenLoads) return
  const names = moduleLoadList.slice(seenLoads).map((entry) => entry.replace(/^NativeModule /, ''))
  seenLoads = moduleLoadList.length
  for (const name of [...names.filter((name) => isBuiltin(name)), 'process', 'fs/promises']) {
    if (seenBuiltins.has(name)) continue
    seenBuiltins.add(name)
    const module: unknown = process.getBuiltinModule(name)
    if (isThing(module)) noteBuiltin(module, `node:${name}`, [], 2)
  }
}

/** What leads to the program's own modules. */
const NOT_NODES = /^(constructor|mainModule|_cache|_pathCache|_extensions)$/

/** As deep as `path.win32.basename`, and the prototypes of classes. */
function noteBuiltin(value: object, module: string, path: Path, depth: number): void {
  if (builtins.has(value)) return
  builtins.set(value, { kind: 'builtin', module, path })
  for (const key of depth > 0 ? Object.getOwnPropertyNames(value) : []) {
    const part = ownValue(value, key)
    const leads = typeof part === 'function' || (isThing(part) && !Array.isArray(part) && !ArrayBuffer.isView(part))
    if (leads && !NOT_NODES.test(key)) noteBuiltin(part, module, [...path, key], depth - 1)
  }
}

/**
 * Whether an object of a program's data is the language's or Node's: `os.constants`. Quick, as there may be a million of
 * them; those of Node's globals that are loaded late are never plain objects.
 */
export function isKnownObject(value: object): boolean {
  findBuiltins()
  return builtins.has(value) || (intrinsics ??= findIntrinsics()).has(value)
}

/** What a CommonJS module exports, or something that it exports by name; as of the last {@link noteModules}. */
export function asRequired(value: object): Required | undefined {
  return required.get(value)
}

const { cache } = createRequire(import.meta.url)
const required = new WeakMap<object, Required>()
/** What the modules exported when they were looked at: one that was still being loaded may export something else since. */
const seenExports = new WeakMap<NodeJS.Module, { readonly exports: unknown; readonly size: number }>()

/** Looks for modules that were loaded since the last time. */
export function noteModules(): void {
  for (const [file, module] of Object.entries(cache)) {
    if (!module || isEntryFile(file)) continue
    const { exports } = module as { readonly exports: unknown }
    if (types.isProxy(exports)) continue // it may do anything when it is looked at
    const size = isThing(exports) ? Object.keys(exports).length : 0
    const seen = seenExports.get(module)
    if (seen && seen.exports === exports && seen.size === size) continue
    seenExports.set(module, { exports, size })
    if (isThing(exports)) noteExports(file, exports)
  }
}

function noteExports(file: string, exports: object): void {
  if (!required.has(exports)) required.set(exports, { kind: 'require', file, path: [] })
  for (const key of Array.isArray(exports) ? [] : Object.keys(exports)) {
    const { get } = Object.getOwnPropertyDescriptor(exports, key)!
    const value = get && isForwarding(get) ? readSafely(exports, key) : ownValue(exports, key)
    if (isThing(value) && !required.has(value)) required.set(value, { kind: 'require', file, path: [key] })
  }
}

/** What compilers write to export something of another module. Other getters may load or do something. */
function isForwarding(get: Function): boolean {
  const text = Function.prototype.toString.call(get)
  return /^(\(\)\s*=>\s*[\w$.]+|function\s*\w*\(\)\s*\{\s*return\s+[\w$.]+;?\s*\})$/.test(text)
}
