import { type Measured, measured } from './figures.js'
import type { Comparison, Place, Setup } from './model.js'

const BATCH_SIZES = [1, 16, 256]

/** So many tasks that wait can be under way on any machine. */
const WAITING_JOBS = 32

export interface JobOptions {
  readonly jobs: number
  /** `jobs` was asked for: no more than these. */
  readonly isLimited: boolean
  readonly isAsync: boolean
}

/** The first question: every backend, and the loop they are measured against. */
export function backendSetups(places: readonly Place[], jobs: number): Setup[] {
  return [LOOP, ...places.map((place): Setup => ({ place, nJobs: jobs, batchSize: 'auto' }))]
}

/** The second: 1, 2, 4 … jobs on the two fastest backends whose jobs run side by side; none where there is no choice. */
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

/** The third: batch sizes of which each job would get at least one, where tasks travel in batches at all. */
export function batchSetups(winner: Measured | undefined, items: number): Setup[] {
  if (!winner || !travels(winner.setup.place)) return []
  const fitting = BATCH_SIZES.filter((size) => size * winner.setup.nJobs <= items)
  return [LOOP, ...(['auto', ...fitting] as const).map((batchSize) => ({ ...winner.setup, batchSize }))]
}

/** 1, 2, 4 … and the number itself. */
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
