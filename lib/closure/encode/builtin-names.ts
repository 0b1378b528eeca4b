import { isBuiltin } from 'node:module'
import type { Builtin, Path } from '../node.js'
import { isThing, nameOf, ownValue } from '../reflect.js'
import { intrinsicPath } from './global-names.js'

/** A module of Node that the program has loaded, or something in it. */
export function asBuiltin(value: object): Builtin | undefined {
  findBuiltins()
  return builtins.get(value) ?? lateBuiltin(value)
}

/** Finds a class that its module loads when the getter of its name is first read. */
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

/**
 * The names of values in Node's modules. Weak, as a program may drop what it has changed; filled on demand, as it loads modules
 * while it runs.
 */
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

/** Properties that lead to the program's own modules. */
const NOT_NODES = /^(constructor|mainModule|_cache|_pathCache|_extensions)$/

/** Notes a value and what it holds, as deep as `path.win32.basename` and the prototypes of classes. */
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
  return builtins.has(value) || intrinsicPath(value) !== undefined
}
