import { transformSync } from 'esbuild'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Ended, runProgram } from './program.js'

const inPackage = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url))

export function readDocument(file: string): string {
  return readFileSync(inPackage(file), 'utf8')
}

/** What the comments say that the lines of an example print. */
export function commentsIn(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\) \/\/ (.*)/g)].map(([, text]) => text!)
}

/** Runs TypeScript as a module of this package, in a folder of its own: another run of the suite may run the same. */
export async function runExample(code: string): Promise<Ended> {
  const folder = mkdtempSync(inPackage('dist/example-'))
  try {
    writeFileSync(`${folder}/example.mjs`, transformSync(code, { loader: 'ts', format: 'esm', target: 'node20.19' }).code)
    return await runProgram(undefined, { flags: [`${folder}/example.mjs`] })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}
