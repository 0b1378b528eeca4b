import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { choose } from './choose.js'
import { type Command, readCommandLine, USAGE } from './command-line.js'
import { compare } from './compare.js'
import { judge } from './goals.js'
import { type About, machine } from './machine.js'
import { page } from './page.js'
import type { Result } from './result.js'
import type { Question } from './scenario.js'
import { printTable } from './table.js'

/**
 * Answers questions as the command line asks; the exit code is 1 when a contender failed.
 *
 * @param versions of everything compared
 */
export async function bench(questions: readonly Question[], versions: Record<string, string>): Promise<void> {
  const command = readCommandLine()
  if (!command) return printHelp(questions)
  const scenarios = choose(questions, command)
  const about = { machine: machine(), versions, settings: command, date: new Date().toISOString() }
  printHeader(about)
  const results: Result[] = []
  for (const scenario of scenarios) {
    const result = await compare(scenario, command, say)
    say('')
    printTable(result)
    results.push(result)
    report(about, results, command)
  }
  if (results.some(({ rows }) => rows.some((row) => row.error !== undefined))) process.exitCode = 1
}

function printHelp(questions: readonly Question[]): void {
  console.log(`${USAGE}\n`)
  for (const { id, title, scenarios } of questions) {
    console.log(`${id}: ${title}\n  ${scenarios((items) => items).map((scenario) => scenario.id).join(', ')}`)
  }
}

function printHeader({ machine, versions, settings }: About): void {
  const { jobs, repeat, quick } = settings
  console.log(Object.values(machine).join(', '))
  console.log(Object.entries(versions).map((entry) => entry.join(' ')).join(', '))
  console.log(`${jobs} workers, ${repeat} interleaved runs${quick ? ', quick: not to be quoted' : ''}\n`)
}

/** After every scenario: what was measured so far is kept when the rest is interrupted. */
function report(about: About, results: readonly Result[], { json, html }: Command): void {
  const measured = results.map((result) => {
    const { id, title } = result.scenario
    return { scenario: id, title, jobs: result.jobs, items: result.items, rows: result.rows, goals: judge(result) }
  })
  write(json, JSON.stringify({ ...about, results: measured }, null, 2))
  write(html, page(about, results))
}

function write(file: string, content: string): void {
  mkdirSync(dirname(resolve(file)), { recursive: true })
  writeFileSync(file, content)
}

/** One line that is overwritten, where there is a terminal. */
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}
