import { isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ofThread } from '../../model/of-thread.js'

const metas = ofThread('import.meta', () => new WeakSet<object>())

/** Returns what code of a file finds in `import.meta`. */
export function importMeta(url: string): object {
  const filename = fileURLToPath(url)
  const meta = Object.create(null) as object
  metas.add(meta)
  const resolveHere = (specifier: string) => resolve(`${specifier}`, url)
  return Object.assign(meta, { dirname: dirname(filename), filename, resolve: resolveHere, url })
}

/** Whether a value is what this thread's functions have for `import.meta`. */
export function isImportMeta(value: unknown): boolean {
  return metas.has(value as object)
}

/** Resolves any specifier but a package's: what packages export to ES modules Node tells only a real one. */
function resolve(specifier: string, parent: string): string {
  if (/^(\.{0,2}\/|\.{1,2}$)/.test(specifier)) return new URL(specifier, parent).href
  if (isBuiltin(specifier)) return specifier.replace(/^(?!node:)/, 'node:')
  if (URL.canParse(specifier)) return new URL(specifier).href
  throw new TypeError(
    `import.meta.resolve() in a worker expects a relative specifier, a URL or a module of Node, got '${specifier}'. ` +
    'Call it outside of the task, and use what it gives',
  )
}
