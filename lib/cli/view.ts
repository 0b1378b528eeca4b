import { figures, type Figures } from './figures.js'
import { count, duration, number, percent, times } from './format.js'
import type { Machine } from './machine.js'
import type { Advice, Comparison, Report, Row, Setup } from './model.js'

/** What a report shows, whether as text or as a page. */
export interface View {
  readonly title: string
  readonly facts: readonly string[]
  readonly tables: readonly Table[]
  readonly advice: Advice
}

export interface Table {
  readonly title: string
  readonly headings: readonly string[]
  readonly lines: readonly Line[]
  readonly notes: readonly string[]
}

export interface Line {
  readonly cells: readonly string[]
  /** The speed as a share of the fastest in the table; 0 when there is none. */
  readonly share: number
}

export function toView(report: Report, machine: Machine, advice: Advice, wasStopped = false): View {
  const { cpu, cores, memory, os, node, allcores } = machine
  const stopped = wasStopped ? ['Stopped early: this is what there was by then'] : []
  const where = `${cpu}, ${count(cores, 'core')}, ${memory}, ${os}, Node ${node}, allcores ${allcores}`
  if (report.kind === 'machine') {
    const title = `What does it cost to hand a task over? With ${count(report.jobs, 'job')}`
    return { title, facts: [where, ...stopped], tables: report.comparisons.map(toTable), advice }
  }
  const { name, given, used, taskMs, backends, jobCounts, batchSizes } = report
  const all = count(given, 'item')
  const items = used < given ? `${number(used)} of ${all}, as many as the time allows` : all
  const facts = [`${items}; a task takes ${duration(taskMs)} in a plain loop`, where, ...stopped]
  const comparisons = [backends, jobCounts, batchSizes].filter((comparison) => comparison !== undefined)
  return { title: `Where is ${name} best run?`, facts, tables: comparisons.map(toTable), advice }
}

function toTable(comparison: Comparison): Table {
  const { question, by, items, rows } = comparison
  const all = rows.map((row) => ({ row, figures: figures(row, comparison) }))
  const fastest = Math.min(...all.map(({ figures }) => figures.ms).filter(Number.isFinite))
  return {
    title: `${question} (${count(items, 'item')}, ${rounds(rows)})`,
    headings: [by, 'all items', 'a task', 'overhead a task', 'vs loop', 'efficiency'],
    lines: all.map(({ row, figures }) => ({
      cells: [label(row.setup, by), ...(row.problem === undefined ? numbers(figures) : ['out'])],
      share: Number.isFinite(figures.ms) ? fastest / figures.ms : 0,
    })),
    notes: rows.flatMap((row) => remarks(row, by)),
  }
}

function numbers({ ms, taskMs, overheadMs, speed, efficiency }: Figures): string[] {
  return [duration(ms), duration(taskMs), duration(overheadMs), times(speed), percent(efficiency)]
}

function rounds(rows: readonly Row[]): string {
  return count(Math.max(...rows.map(({ times }) => times.length)), 'round')
}

function remarks({ setup, problem, note }: Row, by: Comparison['by']): string[] {
  const once = by === 'backend' ? note : undefined // the other tables' rows say the same
  return [problem, once].filter((text) => text !== undefined).map((text) => `${label(setup, by)}: ${text}`)
}

/** In what a setup differs from the others of its comparison. */
function label({ place, nJobs, batchSize }: Setup, by: Comparison['by']): string {
  if (place === 'loop') return 'plain loop'
  if (by === 'backend') return place === 'unset' ? 'not named' : place
  return by === 'jobs' ? `${place}, ${nJobs}` : String(batchSize)
}
