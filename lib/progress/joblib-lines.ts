import type { BatchSizeChange } from './batch-size-changes.js'

/** How far a call is, for a line that says so. */
export interface DoneSoFar {
  readonly done: number
  /** How many tasks there are, once that is known. */
  readonly total: number | undefined
  /** Milliseconds since the call began. */
  readonly elapsed: number
  /** Characters that a count takes at least, so that the lines of a call align. */
  readonly width: number
}

/** The width of counts where the number of tasks isn't known from the start. */
const WIDTH_OF_UNKNOWN = 3

/** How many characters a count takes at least, so that the lines of a call align. */
export function widthFor(total: number | undefined): number {
  return total === undefined ? WIDTH_OF_UNKNOWN : String(total).length
}

/** `[Parallel(nJobs=-1)]: ` */
export function prefix(nJobsGiven: number | string): string {
  return `[Parallel(nJobs=${nJobsGiven})]: `
}

/** `Using backend threads with 2 concurrent workers.` */
export function usingLine(backend: string, nJobs: number): string {
  return `Using backend ${backend} with ${nJobs} concurrent workers.`
}

/** `Batch computation too fast (0.0212s.) Setting batchSize=2.`, or `too slow`. */
export function batchSizeLine({ grew, took, size }: BatchSizeChange): string {
  return `Batch computation too ${grew ? 'fast' : 'slow'} (${(took / 1000).toFixed(4)}s.) Setting batchSize=${size}.`
}

/** `Using backend async instead of processes, as the latter does not provide shared memory semantics.` */
export function replacedLine(replaced: string, by: string): string {
  return `Using backend ${by} instead of ${replaced}, as the latter does not provide shared memory semantics.`
}

/** `Done  4 out of 23 | elapsed:    0.0s`, or `Done   4 tasks      | elapsed:    0.0s` as long as nobody knows. */
export function doneLine({ done, total, elapsed, width }: DoneSoFar): string {
  const count = (tasks: number) => String(tasks).padStart(width)
  const of = total === undefined ? 'tasks' : `out of ${count(total)}`
  return `Done ${count(done)} ${of.padEnd('out of '.length + width)} | elapsed: ${duration(elapsed)}`
}

/** `Done  20 out of  23 | elapsed:    0.2s remaining:    0.1s` */
export function remainingLine(soFar: DoneSoFar & { readonly total: number }): string {
  const { done, total, elapsed } = soFar
  return `${doneLine(soFar)} remaining: ${duration((elapsed / done) * (total - done))}`
}

/** `Done 23 out of 23 | elapsed:    0.5s finished` */
export function finishedLine(soFar: DoneSoFar): string {
  return `${doneLine({ ...soFar, total: soFar.done })} finished`
}

function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  const text = seconds <= 60 ? `${seconds.toFixed(1)}s` : `${(seconds / 60).toFixed(1)}min`
  return text.padStart('   0.0s'.length)
}
