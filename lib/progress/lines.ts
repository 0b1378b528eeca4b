import type { Ending, Observer } from '../model/observer.js'
import { percentage, piecesOf } from './snapshot-text.js'
import { type Snapshot, tracker } from './tracker.js'

export interface LinesOptions {
  /** How many tasks there will probably be. */
  readonly total: number | undefined
  /** Milliseconds since some point in the past. */
  readonly now: () => number
  /** Takes a line without its line break. */
  readonly write: (line: string) => void
}

const FIRST_AFTER = 1000 // ms
const SHORTEST_GAP = 5000 // ms
/** The longest time without a line: services that run builds end those that say nothing for minutes. */
const LONGEST_GAP = 60_000 // ms
/** The share of all tasks that is worth a line. */
const STEP = 0.1

/** Tells how far a call is by lines, where a bar can't be drawn, as in a log: one now and then, and one at the end. */
export function lines({ total, now, write }: LinesOptions): Observer {
  const tracked = tracker(total, now)
  let hasStarted = false
  let last = tracked.look()
  let said = 0

  const isDue = (next: Snapshot) => {
    if (said === 0) return next.elapsed >= FIRST_AFTER
    const gap = next.elapsed - last.elapsed
    return gap >= LONGEST_GAP || (gap >= SHORTEST_GAP && next.done - last.done >= STEP * (next.total ?? 0))
  }
  const say = (snapshot: Snapshot, how?: Ending) => {
    said++
    last = snapshot
    write(progressLine(snapshot, how))
  }
  return {
    started() {
      hasStarted = true
    },
    completed(tasks) {
      tracked.completed(tasks)
      const snapshot = tracked.look()
      if (isDue(snapshot)) say(snapshot)
    },
    retried: () => tracked.retried(),
    exhausted: (tasks) => tracked.exhausted(tasks),
    ended(how) {
      if (hasStarted) say(tracked.look(), how)
    },
  }
}

/** `Parallel:  42 % | 420/1,000 | 2 failed | 512/s | 0:08 | ETA 0:11` */
function progressLine(snapshot: Snapshot, how?: Ending): string {
  const { done, total } = snapshot
  const texts = piecesOf(snapshot, how).map(({ text }) => text)
  return `Parallel: ${[...(total === undefined ? [] : [percentage(done, total)]), ...texts].join(' | ')}`
}
