import { parse } from 'acorn'
import { transformSync } from 'esbuild'
import type { Sources } from './imports.js'

/** Getters and setters of object literals: each evaluation of one makes a kind of object of its own. */
export function accessorsInLiterals(sources: Sources): string[] {
  return [...sources].flatMap(([file, source]) => {
    const { code } = transformSync(source, { loader: 'ts' })
    return accessorsIn(parse(code, { ecmaVersion: 'latest', sourceType: 'module' })).map((name) => `${file}: ${name}`)
  })
}

function accessorsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const inner = Object.values(node).flatMap(accessorsIn)
  const { type, kind, key } = node as { type?: string; kind?: string; key?: { name?: string } }
  return type === 'Property' && kind !== 'init' ? [`${kind} ${key?.name}`, ...inner] : inner
}
