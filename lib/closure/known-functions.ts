import { isBuiltin } from 'node:module'
import type { TaskFunction } from '../model/task.js'
import { ECMASCRIPT, isStandardGlobal, NODE_EAGER } from './globals.js'
import { nameOf, ownValue, pathTo } from './property-path.js'
import type { Builtin, Global, Path } from './shipment.js'

/**
 * A function that every isolate has under the same global name: `parseInt`, `Math.sqrt`, `String.prototype.trim`.
 * To be asked about code of the engine or of Node only: a program may have put its own functions in these places.
 */
export function asGlobal(fn: TaskFunction): Global | undefined {
  const name = nameOf(fn)
  if (isStandardGlobal(name) && ownValue(globalThis, name) === fn) return { kind: 'global', path: [name] }
  for (const [holder, path] of holders()) {
    if (ownValue(holder, name) === fn) return { kind: 'global', path: [...path, name] }
  }
  return undefined
}

/** The global objects and classes, each with its prototype. */
function* holders(): Generator<[holder: object, path: Path]> {
  for (const name of [...ECMASCRIPT, ...NODE_EAGER]) {
    const value: unknown = Reflect.get(globalThis, name)
    if (Object(value) !== value || value === globalThis) continue
    yield [value as object, [name]]
    if (typeof value === 'function' && value.prototype) yield [value.prototype, [name, 'prototype']]
  }
  yield [Object.getPrototypeOf(Uint8Array.prototype), ['Uint8Array', '__proto__', 'prototype']]
}

/** Deep enough for `path.win32.basename`. */
const DEPTH = 2

/** A function of one of Node's modules that the program has loaded. */
export function asBuiltin(fn: TaskFunction): Builtin | undefined {
  for (const module of loadedBuiltins()) {
    const path = pathTo(fn, process.getBuiltinModule(module), DEPTH)
    if (path) return { kind: 'builtin', module: `node:${module}`, path }
  }
  return undefined
}

/** Those whose functions can be reached without loading them by name come last. */
function loadedBuiltins(): Set<string> {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] }
  const names = moduleLoadList.map((entry) => entry.replace(/^NativeModule /, ''))
  return new Set([...names.filter((name) => isBuiltin(name)), 'process', 'fs/promises'])
}
