import { pathToFileURL } from 'node:url'
import { importMeta } from '../thread/import-meta.js'
import { importerFor } from './importer.js'

/** What vite, and so vitest, writes for `import.meta`. */
export function viteMeta(url: string): object {
  return Object.assign(importMeta(url), { env: process.env })
}

/** What it writes for `import`. */
export function viteImport(url: string): (specifier: string) => Promise<unknown> {
  const load = importerFor(url)
  return (specifier) => load(realSpecifier(specifier))
}

/** It names the files of the project from its root, which is where it runs, and other files after `/@fs`. */
function realSpecifier(specifier: string): string {
  if (specifier.startsWith('/@fs/')) return pathToFileURL(specifier.slice('/@fs'.length)).href
  return specifier.startsWith('/') ? pathToFileURL(`.${specifier}`).href : specifier
}
