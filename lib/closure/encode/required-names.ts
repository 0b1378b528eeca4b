import { createRequire } from 'node:module'
import { types } from 'node:util'
import { ownUrl } from '../../model/own-url.js'
import type { Required } from '../node.js'
import { isThing, ownValue, readSafely } from '../reflect.js'
import { isEntryFile } from './entry.js'

/** Returns the name of what a CommonJS module exports, or of a member of that; as of the last {@link noteModules}. */
export function asRequired(value: object): Required | undefined {
  return required.get(value)
}

/** Returns what has such a name; undefined also where the module isn't loaded. */
export function requiredAs({ file, path: [key] }: Required): unknown {
  const exports = cache[file]?.exports as unknown
  if (!isThing(exports) || types.isProxy(exports) || isEntryFile(file)) return undefined
  return key === undefined ? exports : exportOf(exports, key)
}

const { cache } = createRequire(ownUrl)
/** The names of exports. Weak, as a program may drop what its modules export. */
const required = new WeakMap<object, Required>()
const firstLoaded = new Map<string, WeakRef<NodeJS.Module>>()
/** What each module exported when it was looked at: one that was still being loaded may export something else since. */
const seenExports = new WeakMap<NodeJS.Module, { readonly exports: unknown; readonly size: number }>()

/** Whether the program has dropped a module that was looked at, and loaded its file anew: there may be two of all that it has. */
export function wasLoadedAgain(file: string): boolean {
  const first = firstLoaded.get(file)
  return first !== undefined && first.deref() !== cache[file]
}

/** Whether a value is what a CommonJS module has for `module` or `exports`. */
export function isOfFile(value: object, file: string): boolean {
  const module = cache[file]
  return module !== undefined && (value === module || value === module.exports)
}

/** Looks for modules that were loaded since the last time. */
export function noteModules(): void {
  for (const [file, module] of Object.entries(cache)) {
    if (!module || isEntryFile(file)) continue
    const { exports } = module as { readonly exports: unknown }
    if (types.isProxy(exports)) continue // it may do anything when it is looked at
    const size = isThing(exports) ? Object.keys(exports).length : 0
    const seen = seenExports.get(module)
    if (seen && seen.exports === exports && seen.size === size) continue
    if (!firstLoaded.has(file)) firstLoaded.set(file, new WeakRef(module))
    seenExports.set(module, { exports, size })
    if (isThing(exports)) noteExports(file, exports)
  }
}

function noteExports(file: string, exports: object): void {
  if (!required.has(exports)) required.set(exports, { kind: 'require', file, path: [] })
  for (const key of Array.isArray(exports) ? [] : Object.keys(exports)) {
    const value = exportOf(exports, key)
    if (isThing(value) && !required.has(value)) required.set(value, { kind: 'require', file, path: [key] })
  }
}

function exportOf(exports: object, key: string): unknown {
  const get = Object.getOwnPropertyDescriptor(exports, key)?.get
  return get && isForwarding(get) ? readSafely(exports, key) : ownValue(exports, key)
}

/** Whether a getter is one that compilers write to export something of another module. Other getters may load or do something. */
function isForwarding(get: Function): boolean {
  const text = Function.prototype.toString.call(get)
  return /^(\(\)\s*=>\s*[\w$.]+(\[[\w$]+\])?|function\s*\w*\(\)\s*\{\s*return\s+[\w$.]+;?\s*\})$/.test(text)
}
