import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Command, readCommandLine, USAGE } from './command-line.js'
import { compare } from './compare.js'
import type { Contender, Scenario } from './contender.js'
import { machine, versions } from './machine.js'
import { printTable } from './report.js'

type Scenarios<I, O> = readonly Scenario<I, O>[]

/** One question and the scenarios that answer it. */
export interface Question<I, O> {
  readonly title: string
  /** Packages whose versions belong to the result. */
  readonly packages: readonly string[]
  /** @param shrink turns a number of items into the one to use, which is smaller in a quick run */
  scenarios(shrink: (items: number) => number): Scenarios<I, O>
}

/** Runs a bench as the command line asks; the exit code is 1 when a contender failed. */
export async function bench<I, O>(question: Question<I, O>): Promise<void> {
  const command = readCommandLine()
  const scenarios = question.scenarios((items) => (command?.quick ? items / 10 : items))
  const ids = scenarios.map((scenario) => scenario.id)
  if (!command) return console.log(`${USAGE}\n\nscenarios: ${ids.join(', ')}`)
  const unknown = command.scenarios.filter((id) => !ids.includes(id))
  if (unknown.length > 0) throw new Error(`no scenario ${unknown.join(', ')}; there are ${ids.join(', ')}`)
  const chosen = scenarios.filter(({ id }) => command.scenarios.length === 0 || command.scenarios.includes(id))
  await run(question, chosen.map((scenario) => withContenders(scenario, command.only)), command)
}

async function run<I, O>(question: Question<I, O>, scenarios: Scenarios<I, O>, command: Command): Promise<void> {
  const about = { machine: machine(), versions: versions(question.packages), command }
  printHeader(question.title, about)
  const results = []
  for (const scenario of scenarios) {
    const items = scenario.items().length
    const rows = await compare(scenario, command, say)
    say('')
    printTable(scenario.title, rows, items, command.jobs)
    results.push({ scenario: scenario.id, title: scenario.title, items, rows })
  }
  if (command.json !== undefined) write(command.json, { ...about, results })
  if (results.some(({ rows }) => rows.some((row) => row.error !== undefined))) process.exitCode = 1
}

/** The baseline stays: without it no other number says anything. */
function withContenders<I, O>(scenario: Scenario<I, O>, only: readonly string[]): Scenario<I, O> {
  const isWanted = ({ name, role }: Contender) => role === 'baseline' || only.some((text) => name.includes(text))
  return only.length === 0 ? scenario : { ...scenario, contenders: scenario.contenders.filter(isWanted) }
}

function printHeader(title: string, about: { machine: object; versions: object; command: Command }): void {
  const { jobs, repeat, quick } = about.command
  console.log(title)
  console.log(Object.values(about.machine).join(', ').replace(/, (\d+),/, ', $1 cores,'))
  console.log(Object.entries(about.versions).map((entry) => entry.join(' ')).join(', '))
  console.log(`${jobs} workers, ${repeat} interleaved runs${quick ? ', quick: not to be quoted' : ''}\n`)
}

function write(file: string, content: object): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(content, null, 2))
}

/** One line that is overwritten, where there is a terminal. */
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}
