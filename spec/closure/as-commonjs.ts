import { transformSync } from 'esbuild'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** Writes the ES modules of a folder and of those in it as CommonJS; gives a `require` for the copies. */
export function asCommonJs(from: string, to: string): NodeJS.Require {
  for (const file of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.js')) write(path.join(to, file), convert(readFileSync(path.join(from, file), 'utf8')))
    if (file.endsWith('.json')) write(path.join(to, file), readFileSync(path.join(from, file), 'utf8'))
  }
  write(path.join(to, 'package.json'), JSON.stringify({ type: 'commonjs' }))
  return createRequire(path.join(to, 'package.json'))
}

function convert(text: string): string {
  return transformSync(text, { format: 'cjs', platform: 'node', target: 'node20.19', logLevel: 'error' }).code
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
}
