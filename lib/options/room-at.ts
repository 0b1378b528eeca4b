import type { Backend } from '../model/backend.js'
import { toInteger } from './n-jobs.js'
import type { ParallelOptions } from './parallel-options.js'

/** The most jobs that are counted on: a backend may say that its room is endless. */
const MOST_JOBS = 1_000_000

/**
 * How many jobs a backend has room for, of those that are wanted.
 *
 * @param counted the answer for a backend that leaves it to us: what `nJobs` comes to by the cores of this machine
 */
export function roomAt(backend: Backend, { nJobs }: ParallelOptions, counted: number): number {
  return backend.effectiveNJobs ? Math.min(backend.effectiveNJobs(toInteger(nJobs ?? 1)!), MOST_JOBS) : counted
}
