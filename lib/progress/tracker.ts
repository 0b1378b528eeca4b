import type { ProgressEvent } from '../model/events.js'
import type { CompletedTasks } from '../model/observer.js'
import { rateSince } from './rate.js'

/** How far a call is at a time. */
export type Snapshot = Omit<ProgressEvent, 'ended'>

/** Counts what observers are told of a call. */
export interface Tracker {
  completed(tasks: Pick<CompletedTasks, 'count' | 'failed'>): void
  retried(): void
  exhausted(total: number): void
  /** How far the call is now. */
  look(): Snapshot
}

/**
 * Makes a tracker of a call that begins now.
 *
 * @param expected how many tasks there will probably be
 * @param now returns milliseconds since some point in the past
 */
export function tracker(expected: number | undefined, now: () => number): Tracker {
  const start = now()
  const rate = rateSince(start)
  let counts = { done: 0, failed: 0, retried: 0 }
  let total = expected

  return {
    completed({ count, failed }) {
      counts = { ...counts, done: counts.done + count, failed: counts.failed + failed }
      if (total !== undefined) total = Math.max(total, counts.done) // a hint may be too small
      rate.add(count, now())
    },
    retried() {
      counts = { ...counts, retried: counts.retried + 1 }
    },
    exhausted(tasks) {
      total = tasks
    },
    look() {
      const time = now()
      const perSecond = rate.at(time)
      const left = total === undefined ? undefined : total - counts.done
      return { ...counts, total, elapsed: time - start, rate: perSecond, eta: remaining(left, perSecond) }
    },
  }
}

function remaining(tasks: number | undefined, perSecond: number): number | undefined {
  if (tasks === 0) return 0
  return tasks === undefined || perSecond === 0 ? undefined : (tasks / perSecond) * 1000
}
