import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CommandError } from './command-error.js'
import { count } from './format.js'
import { callTitle, reportPage } from './report-page.js'
import { readTrace } from './trace.js'

export interface ReportOptions {
  readonly out?: string | undefined
}

/** Writes a page about a trace, and prints what bounds each call. */
export function reportCommand(file: string, { out = pageFor(file) }: ReportOptions): void {
  const trace = readTrace(file)
  if (trace.calls.length === 0) throw new CommandError(`${file} holds no call that has ended.`, 1)
  write(out, reportPage(path.basename(file), trace))
  const told = trace.calls.length > MOST_TOLD ? [] : trace.calls
  const lines = told.flatMap((call) => [callTitle(call), call.insights.advice, ''])
  process.stdout.write(`${[...lines, `${out}: ${count(trace.calls.length, 'call')}`].join('\n')}\n`)
}

/** The most calls that are told of in the terminal. */
const MOST_TOLD = 10

function pageFor(file: string): string {
  return path.join(path.dirname(file), `${path.basename(file, path.extname(file))}.html`)
}

function write(out: string, page: string): void {
  try {
    mkdirSync(path.dirname(out), { recursive: true })
    writeFileSync(out, page)
  } catch (error) {
    throw new CommandError(`${out}: expected a file that can be written, got ${(error as Error).message}`, 1)
  }
}
