import type { Comparison, Row, Setup } from './model.js'

/** The share by which speeds may differ and still count as the same: on the calmest machine runs differ by as much. */
const NOISE = 0.05

/** What the times of one setup come to. */
export interface Figures {
  /** Milliseconds for all items: the median of all runs. */
  readonly ms: number
  readonly taskMs: number
  /** Milliseconds by which a task takes longer than its share of the plain loop; NaN for the plain loop. */
  readonly overheadMs: number
  /** How many times as fast as the plain loop. */
  readonly speed: number
  /** The speed divided by the number of jobs; NaN for what runs in one thread. */
  readonly efficiency: number
}

/** A row that has times. */
export interface Measured extends Figures {
  readonly setup: Setup
  /** The share by which speeds in its comparison can differ without meaning anything. */
  readonly noise: number
}

export function figures({ setup, times }: Row, { rows, items }: Comparison): Figures {
  const ms = median(times)
  const loopMs = loopTime(rows)
  const jobs = usesWorkers(setup) ? setup.nJobs : 1
  const speed = loopMs / ms
  const overheadMs = setup.place === 'loop' ? NaN : Math.max(0, (ms - loopMs / jobs) / items)
  return { ms, taskMs: ms / items, overheadMs, speed, efficiency: usesWorkers(setup) ? speed / jobs : NaN }
}

/** Milliseconds that the plain loop takes for all items; NaN when it was not measured. */
function loopTime(rows: readonly Row[]): number {
  return median(rows.find(({ setup }) => setup.place === 'loop')?.times ?? [])
}

/** Milliseconds that a task takes in the plain loop; NaN when it was not measured. */
export function loopTaskTime({ rows, items }: Comparison): number {
  return loopTime(rows) / items
}

/** By which share rounds differ from each other: the median of how far the loop's times are from their own median. */
export function unrest({ rows }: Comparison): number {
  const times = rows.find(({ setup }) => setup.place === 'loop')?.times ?? []
  const middle = median(times)
  return median(times.map((time) => Math.abs(time - middle))) / middle
}

/** The rows that can be compared with the plain loop; none when that was not measured. */
export function measured(comparison: Comparison | undefined): Measured[] {
  if (!comparison || Number.isNaN(loopTime(comparison.rows))) return []
  const rows = comparison.rows.filter(({ setup, times }) => setup.place !== 'loop' && times.length > 0)
  const noise = Math.max(NOISE, unrest(comparison))
  return rows.map((row) => ({ setup: row.setup, noise, ...figures(row, comparison) }))
}

/** A setup in a sentence: `threads with 2 jobs in batches of 16`. */
export function setupName({ place, nJobs, batchSize }: Setup): string {
  if (place === 'loop') return 'the plain loop'
  if (place === 'sequential') return 'sequential'
  const batches = batchSize === 'auto' ? '' : ` in batches of ${batchSize}`
  return `${place === 'unset' ? 'no backend named' : place} with ${nJobs} ${nJobs === 1 ? 'job' : 'jobs'}${batches}`
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}

function usesWorkers({ place, nJobs }: Setup): boolean {
  return place === 'threads' || place === 'processes' || (place === 'unset' && nJobs > 1)
}
