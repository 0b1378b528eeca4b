import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { TaskFunction } from '../model/task.js'
import { pathTo } from './property-path.js'
import type { Imported, Required } from './shipment.js'

/** Deep enough for `export const api = { run() {} }` and for static methods of an exported class. */
const DEPTH = 2

const { cache, main, resolve } = createRequire(import.meta.url)

/** A function that a loaded CommonJS module exports. */
export function asRequired(fn: TaskFunction): Required | undefined {
  for (const [file, module] of Object.entries(cache)) {
    if (!module || isEntryFile(file)) continue
    const path = pathTo(fn, withGetters(module.exports), DEPTH)
    if (path) return { kind: 'require', file, path }
  }
  return undefined
}

/** What compilers make of ES modules exports by getters, which are safe to run. */
function withGetters(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null || !Object.hasOwn(exports, '__esModule')) return exports
  return Object.fromEntries(Object.keys(exports).map((key) => [key, read(exports, key)]))
}

function read(exports: object, key: string): unknown {
  try {
    return Reflect.get(exports, key)
  } catch {
    return undefined // not initialised yet
  }
}

/**
 * A function that a loaded ES module exports.
 *
 * @param url the module that defines the function
 * @returns undefined when it exports no such function, `'loading'` when it is not evaluated to its end yet
 */
export async function asImported(fn: TaskFunction, url: string): Promise<Imported | 'loading' | undefined> {
  if (url.startsWith('file:') && isEntryFile(fileURLToPath(url))) return undefined
  const namespace = await loadedModule(url)
  if (namespace === 'loading') return 'loading'
  const path = namespace && pathTo(fn, namespace, DEPTH)
  return path && { kind: 'import', url, path }
}

/** How long a module that is loaded may take to answer, in ms. */
const PATIENCE = 3000

/** A module whose top level awaits the very call that asks for it would never answer. */
async function loadedModule(url: string): Promise<object | 'loading' | undefined> {
  const over = new AbortController()
  // the thread may have been busy all the time: an answer that is there by then comes first
  const patience = setTimeout(PATIENCE, 'loading' as const, { signal: over.signal }).then(setImmediate<'loading'>)
  try {
    return await Promise.race([import(url) as Promise<object>, patience])
  } catch {
    return undefined // no module that can be imported, such as code typed into `node -e`
  } finally {
    over.abort()
  }
}

let entries: ReadonlySet<string | undefined> | undefined

/** A worker that imported the program's main file would run the program once more. */
export function isEntryFile(file: string): boolean {
  entries ??= entryFiles()
  return entries.has(file)
}

/** Under all names that a module may have it: Node accepts a main file without its extension, a folder, a link. */
function entryFiles(): Set<string | undefined> {
  const [, script] = process.argv
  try {
    const file = script && resolve(script)
    return new Set([main?.filename, script, file, file && realpathSync(file)])
  } catch {
    return new Set([main?.filename, script])
  }
}
