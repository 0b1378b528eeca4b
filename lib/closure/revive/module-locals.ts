import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ModuleLocal, Place } from '../node.js'
import { importMeta } from '../thread/import-meta.js'
import { unmarkedUrl } from '../thread/stack.js'
import { viteImport, viteMeta } from './vite.js'

const provided = new Map<string, unknown>()

/** Returns what code in a place finds under such a name, the same each time. */
export function moduleLocal(local: ModuleLocal, place: Place | undefined): unknown {
  const base = baseOf(place)
  const key = `${local} ${base}`
  if (!provided.has(key)) provided.set(key, PROVIDE[local](base))
  return provided.get(key)
}

/** Returns the file that code counts as. Code without one, as that of `node -e`, counts as one in the working directory. */
function baseOf(place: Place | undefined): string {
  return place?.url.startsWith('file:') ? unmarkedUrl(place.url) : pathToFileURL('[eval]').href
}

const PROVIDE: { readonly [Local in ModuleLocal]: (base: string) => unknown } = {
  require: (base) => createRequire(base),
  __filename: (base) => fileURLToPath(base),
  __dirname: (base) => dirname(fileURLToPath(base)),
  $importMeta: importMeta,
  __vite_ssr_import_meta__: viteMeta,
  __vite_ssr_dynamic_import__: viteImport,
  __name: () => (fn: object, name: string) => Object.defineProperty(fn, 'name', { value: name, configurable: true }),
}
