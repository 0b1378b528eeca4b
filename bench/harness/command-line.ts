import { parseArgs } from 'node:util'
import type { Settings } from './settings.js'

export interface Command extends Settings {
  readonly quick: boolean
  readonly json: string
  readonly html: string
  /** Questions and scenarios to run, by id; all when empty. */
  readonly names: readonly string[]
  /** Contenders to run, by parts of their names; all when empty. */
  readonly only: readonly string[]
}

export const USAGE = `npm run bench -- [question or scenario …] [options]
  --jobs N     workers of every pool, 2 by default
  --repeat N   runs of every contender, 5 by default
  --only TEXT  only contenders with TEXT in their names; may be given several times
  --quick      a tenth of the items, 3 runs: shows that it works, not how fast it is
  --json FILE  where everything measured goes, relative to bench/; results/report.json by default
  --html FILE  where the report goes, with pictures; results/report.html by default
  --help       prints this, the questions and their scenarios`

/** @returns undefined when help was asked for */
export function readCommandLine(): Command | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      jobs: { type: 'string', default: '2' },
      repeat: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      json: { type: 'string', default: 'results/report.json' },
      html: { type: 'string', default: 'results/report.html' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  return {
    jobs: atLeastOne('--jobs', values.jobs),
    repeat: atLeastOne('--repeat', values.repeat ?? (values.quick ? '3' : '5')),
    budget: values.quick ? 1000 : 5000,
    quick: values.quick,
    json: values.json,
    html: values.html,
    names: positionals,
    only: values.only,
  }
}

function atLeastOne(option: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1) return value
  throw new Error(`${option} expects a whole number of at least 1, got ${text}`)
}
