import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { transformSync } from 'esbuild'
import { FIXTURES, readIfThere, runNode } from './project.js'

/** How a program is written, built and started. */
export interface Environment {
  readonly title: string
  /** Why it isn't there on this version of Node. */
  readonly missing?: string | false
  readonly type: 'module' | 'commonjs'
  /** Extension of the program's files; `.js` and `.mjs`: without types, as somebody would write them. */
  readonly extension: '.ts' | '.mts' | '.cts' | '.js' | '.mjs' | '.cjs'
  /** Of the names by which the program's files import each other, when another than usual. */
  readonly importedAs?: string
  /** Fixtures that follow `cases` in the same file. */
  readonly more?: readonly ('cases-enum' | 'cases-import' | 'cases-module')[]
  /** What a test runner's file ends with; otherwise the program just runs. */
  readonly isTest?: boolean
  /** Further files, by name. */
  readonly files?: Readonly<Record<string, string>>
  /** Turns the written files into others. */
  readonly build?: (folder: string) => Promise<unknown>
  /** Arguments of Node that start the program. */
  readonly run: readonly string[]
  /** What doesn't work there, and why: names of cases and where they ran. */
  readonly fails?: Readonly<Record<string, string>>
  /** Whether errors tell places of the files as they were written, though others run. */
  readonly mapsPlaces?: boolean
}

export interface Outcome {
  readonly passed: number
  readonly failed: readonly { readonly title: string; readonly expected: string; readonly got: string }[]
  /** By case: how it ends in-process, for those that end in an error. */
  readonly places: Readonly<Record<string, string>>
}

export interface Ran {
  readonly outcome: Outcome
  /** The program's text. */
  readonly text: string
}

const OUTCOME = 'outcome.json'

/** Writes, builds and runs the program of the cases. */
export async function runCases(environment: Environment, folder: string): Promise<Ran> {
  const { title, type, files = {}, build, run } = environment
  const programFiles = sources(environment)
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ type }))
  const all = { ...programFiles, ...files }
  for (const [name, text] of Object.entries(all)) writeFileSync(path.join(folder, name), text)
  await build?.(folder)
  const { exitCode, stdout, stderr } = await runNode(folder, run, { OUTCOME: path.join(folder, OUTCOME) })
  const written = readIfThere(path.join(folder, OUTCOME))
  if (exitCode !== 0 || written === undefined) {
    throw new Error(`${title} ended with exit code ${exitCode}:\n${stdout}${stderr}`)
  }
  return { outcome: JSON.parse(written), text: programFiles[programName(environment)]! }
}

/** The name of the file that has the cases. */
export function programName({ isTest, extension }: Environment): string {
  return isTest ? `cases.test${extension}` : `cases${extension}`
}

/** Its own files, by name. */
function sources(environment: Environment): Record<string, string> {
  const { extension, more = [], isTest } = environment
  const tail = isTest ? "\nit('cases', () => report(cases), 180_000)\n" : '\nvoid report(cases)\n'
  const names = { cases: programName(environment), neighbour: `neighbour${extension}`, report: `report${extension}` }
  if (extension === '.cjs') {
    const { code } = transformSync(read('report.ts'), { loader: 'ts', format: 'cjs' })
    return { [names.cases]: read('cases.cjs') + tail, [names.neighbour]: read('neighbour.cjs'), [names.report]: code }
  }
  const cases = [read('cases.ts'), ...more.map((name) => read(`${name}.ts`)), tail].join('')
  const texts = { [names.cases]: cases, [names.neighbour]: read('neighbour.ts'), [names.report]: read('report.ts') }
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, adapt(text, environment)]))
}

function read(name: string): string {
  return readFileSync(path.join(FIXTURES, name), 'utf8')
}

/** Names imported files as the environment does, and takes the types away where it has none. */
function adapt(text: string, { extension, importedAs = extension.replace('t', 'j') }: Environment): string {
  const named = text.replaceAll(/'(\.\/\w+)\.js'/g, `'$1${importedAs}'`)
  if (extension.includes('t')) return named
  return transformSync(named, { loader: 'ts', format: 'esm', target: 'node20' }).code
}
