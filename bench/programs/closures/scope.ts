import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Figures } from '../../harness/contender.js'
import { take, takeMany } from './clock.js'
import { lender, library } from './library.js'
import type { Measurements } from './measurements.js'

type Make = () => () => number

/** A module's variables, all of which V8 shows when it is asked for one. */
export const SCOPE: Measurements = {
  'allcores, 2,000 variables': () => ofModule(2_000, { runs: 200, warmUp: 50 }),
  'allcores, 20,000 variables': () => ofModule(20_000, { runs: 30, warmUp: 10 }),
}

async function ofModule(variables: number, runs: { readonly runs: number; readonly warmUp: number }): Promise<Figures> {
  const { Capture } = await library.capture()
  const capture = (fn: () => number) => void new Capture(lender).ship(fn)
  const folder = mkdtempSync(join(tmpdir(), 'allcores-bench-'))
  try {
    const small = await importModule(folder, 2)
    const large = await importModule(folder, variables)
    const usual = takeMany(small, capture, runs)
    const first = take(() => capture(large()))
    const later = takeMany(large, capture, runs)
    return { 'extra ms': later.ms - usual.ms, 'first ms': first.ms }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function importModule(folder: string, variables: number): Promise<Make> {
  const names = Array.from({ length: variables }, (_, i) => `v${i}`)
  const declarations = names.map((name, i) => `let ${name} = ${i}\n`).join('')
  const file = join(folder, `m${variables}.mjs`)
  const functions = `export const all = () => [${names.join(', ')}]\nexport const make = () => () => v1\n`
  writeFileSync(file, declarations + functions)
  return ((await import(pathToFileURL(file).href)) as { readonly make: Make }).make
}
