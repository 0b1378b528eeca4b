import { pathToFileURL } from 'node:url'
import { importMeta } from '../thread/import-meta.js'
import { importerFor } from './importer.js'

/** Returns what vite, and so vitest, puts in place of `import.meta`. */
export function viteMeta(url: string): object {
  return Object.assign(importMeta(url), { env: process.env })
}

/** Returns what vite puts in place of `import()`. */
export function viteImport(url: string): (specifier: string) => Promise<unknown> {
  const load = importerFor(url)
  return (specifier) => load(realSpecifier(specifier))
}

/**
 * Returns the real specifier behind one of vite's: it names files of the project from its root, where it runs, and other files
 * after `/@fs`.
 */
function realSpecifier(specifier: string): string {
  if (specifier.startsWith('/@fs/')) return pathToFileURL(specifier.slice('/@fs'.length)).href
  return specifier.startsWith('/') ? pathToFileURL(`.${specifier}`).href : specifier
}
