import { type Measured, measured } from './figures.js'
import type { Comparison, Place, Setup } from './model.js'

const BATCH_SIZES = [1, 16, 256]

/** How many tasks that wait can be under way on any machine. */
const WAITING_JOBS = 32

export interface JobOptions {
  readonly jobs: number
  /** Whether `jobs` was asked for: then there are no more. */
  readonly isLimited: boolean
  readonly isAsync: boolean
}

/** Setups for the first question: every backend, and the loop that they are measured against. */
export function backendSetups(places: readonly Place[], jobs: number): Setup[] {
  return [LOOP, ...places.map((place): Setup => ({ place, nJobs: jobs, batchSize: 'auto' }))]
}

/** Setups for the second question: 1, 2, 4 … jobs on the two fastest backends that run jobs side by side; none without a choice. */
export function jobSetups(backends: Comparison, options: JobOptions): Setup[] {
  const { jobs, isLimited, isAsync } = options
  const rows = measured(backends).filter(({ setup }) => sideBySide(setup.place, isAsync))
  const waiting = Math.min(WAITING_JOBS, Math.floor(backends.items / 2))
  const best = rows.toSorted((a, b) => b.speed - a.speed).slice(0, 2)
  const setups = rows.filter((row) => best.includes(row)).flatMap(({ setup: { place } }) => {
    const most = place === 'async' && !isLimited ? Math.max(jobs, waiting) : jobs
    return doublings(most).map((nJobs): Setup => ({ place, nJobs, batchSize: 'auto' }))
  })
  return setups.length > best.length ? [LOOP, ...setups] : []
}

/** Setups for the third question: batch sizes of which each job would get at least one, where tasks travel in batches at all. */
export function batchSetups(winner: Measured | undefined, items: number): Setup[] {
  if (!winner || !travels(winner.setup.place)) return []
  const fitting = BATCH_SIZES.filter((size) => size * winner.setup.nJobs <= items)
  return [LOOP, ...(['auto', ...fitting] as const).map((batchSize) => ({ ...winner.setup, batchSize }))]
}

/** The powers of two below a number, and the number itself: 1, 2, 4, 6. */
export function doublings(most: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(most)) }, (_, i) => 2 ** i)
  return [...powers, most]
}

const LOOP: Setup = { place: 'loop', nJobs: 1, batchSize: 'auto' }

function sideBySide(place: Place, isAsync: boolean): boolean {
  return travels(place) || (place === 'async' && isAsync)
}

function travels(place: Place): boolean {
  return place === 'threads' || place === 'processes'
}
