/**
 * When a progress line is due, at joblib's cadence. joblib decides batch by batch, by the number of the batch. Ours
 * differ in size from one to the next and report in parts, so we count completed tasks, and a line is due when a
 * count that joblib would print was passed since the last report. With one job and batches of one task the lines are
 * joblib's own; otherwise they don't depend on how tasks were batched, save that one report prints one line at most.
 */

/** Above this verbosity, every report prints while the input is still being read. */
const EVERY_REPORT = 10

/** Whether a line is due while the input is still being read: gaps between lines grow with the square root of what is done. */
export function dueWhileReading(before: number, after: number, verbose: number): boolean {
  if (verbose > EVERY_REPORT) return true
  return marksUpTo(after, verbose) > marksUpTo(before, verbose)
}

function marksUpTo(done: number, verbose: number): number {
  const gap = (EVERY_REPORT + 1 - verbose) ** 2 / 2
  return Math.floor(Math.sqrt((done + 1) / gap))
}

/** Whether a line is due once the number of tasks is known: about `verbose` are, at even steps counted back from the end. */
export function dueAfterReading(before: number, after: number, total: number, verbose: number): boolean {
  const step = Math.floor(total / verbose) + 1
  const left = (done: number) => Math.floor((total - done) / step)
  return left(after) < left(before) && after + 1 < total // the line that says finished is about to come
}
