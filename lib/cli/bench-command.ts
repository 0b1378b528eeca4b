import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cpuCount } from '../index.js'
import { adviseFunction } from './advice-function.js'
import { adviseMachine } from './advice-machine.js'
import { CommandError } from './command-error.js'
import { benchFunction } from './bench-function.js'
import { benchMachine } from './bench-machine.js'
import { toHtml } from './html-report.js'
import { loadTarget } from './load-target.js'
import { describeMachine } from './machine.js'
import type { Advice, Place, Report } from './model.js'
import type { Pace } from './pace.js'
import { progressBar } from './progress-bar.js'
import { type ItemOptions, readItems } from './read-items.js'
import { parseTarget, pickFunction, type Target } from './target.js'
import { toText } from './text-report.js'
import { toView } from './view.js'

export interface BenchOptions extends ItemOptions {
  readonly time: number
  readonly quick: boolean
  readonly jobs?: number | undefined
  readonly backend?: readonly Place[] | undefined
  readonly html?: string | undefined
  readonly json?: string | undefined
}

/** The exit code that shells give for Ctrl-C. */
const INTERRUPTED = 130

/**
 * Measures the machine, or a function if a target names one, and tells what came out.
 *
 * @returns the exit code
 */
export async function benchCommand(target: string | undefined, options: BenchOptions): Promise<number> {
  const measure = target === undefined ? prepareMachine(options) : await prepareFunction(parseTarget(target), options)
  const files = [options.html, options.json].filter((file) => file !== undefined)
  for (const file of files) mkdirSync(path.dirname(file), { recursive: true })
  const interrupt = new AbortController()
  const report = await paced(options, interrupt, measure)
  tell(report, options, interrupt.signal.aborted)
  if (interrupt.signal.aborted) return INTERRUPTED
  return comparisonsOf(report).some(({ rows }) => rows.some(({ times }) => times.length > 0)) ? 0 : 1
}

type Measure = (pace: Pace) => Promise<Report>

function prepareMachine({ items, count, spread, jobs = cpuCount(), backend }: BenchOptions): Measure {
  if (items !== undefined || count !== undefined || spread) {
    const what = '--items, --count and --spread say what a function is called with'
    throw new CommandError(`${what}: name one, such as ./file.js#resize`)
  }
  const places = backend ?? (['unset', 'sequential', 'async', 'threads', 'processes'] as const)
  return (pace) => benchMachine({ cores: cpuCount(), jobs, places }, pace)
}

async function prepareFunction(target: Target, options: BenchOptions): Promise<Measure> {
  const exports = await loadTarget(target)
  const fn = pickFunction(exports, target)
  const items = await readItems(options, exports, target.file)
  const places = options.backend ?? (['sequential', 'async', 'threads', 'processes'] as const)
  const name = [target.name, fn.name].find((name) => name !== 'default' && name !== '') ?? path.basename(target.file)
  const cores = cpuCount()
  const settings = { name, cores, jobs: options.jobs ?? cores, isLimited: options.jobs !== undefined, places }
  return (pace) => benchFunction({ fn, items, spread: options.spread }, settings, pace)
}

async function paced({ time, quick }: BenchOptions, interrupt: AbortController, measure: Measure): Promise<Report> {
  const budget = 1000 * (quick ? Math.min(time, QUICK) : time)
  const bar = await progressBar(budget)
  const stop = () => interrupt.abort(new Error('interrupted'))
  try {
    const limit = Math.max(budget, SLOW_START)
    const begin = () => void process.once('SIGINT', stop)
    return await measure({ signal: interrupt.signal, budget, limit, tell: bar.tell, begin })
  } finally {
    process.off('SIGINT', stop)
    bar.stop()
  }
}

/** How long `--quick` takes at most, in seconds. */
const QUICK = 5

/** Milliseconds that workers may need to start on a busy machine, whatever the budget. */
const SLOW_START = 10_000

function tell(report: Report, { html, json }: BenchOptions, wasStopped: boolean): void {
  const machine = describeMachine(cpuCount())
  const advice: Advice = report.kind === 'machine' ? adviseMachine(report) : adviseFunction(report)
  const view = toView(report, machine, advice, wasStopped)
  process.stdout.write(toText(view))
  if (html !== undefined) writeFileSync(html, toHtml(view))
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, wasStopped, ...report, advice }, null, 2)}\n`)
}

function comparisonsOf(report: Report) {
  if (report.kind === 'machine') return report.comparisons
  return [report.backends, report.jobCounts, report.batchSizes].filter((comparison) => comparison !== undefined)
}
