import { parseArgs } from 'node:util'
import type { Settings } from './settings.js'

export interface Command extends Settings {
  readonly quick: boolean
  readonly json: string | undefined
  /** Scenarios to run, by id; all when empty. */
  readonly scenarios: readonly string[]
  /** Contenders to run, by parts of their names; all when empty. */
  readonly only: readonly string[]
}

export const USAGE = `npm run bench -- [scenario …] [options]
  --jobs N     workers of every pool, 2 by default
  --repeat N   runs of every contender, 5 by default
  --only TEXT  only contenders with TEXT in their names; may be given several times
  --quick      a tenth of the items, 3 runs: shows that it works, not how fast it is
  --json FILE  writes everything measured to FILE, relative to bench/
  --help       prints this and the scenarios`

/** @returns undefined when help was asked for */
export function readCommandLine(): Command | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      jobs: { type: 'string', default: '2' },
      repeat: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
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
    scenarios: positionals,
    only: values.only,
  }
}

function atLeastOne(option: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1) return value
  throw new Error(`${option} expects a whole number of at least 1, got ${text}`)
}
