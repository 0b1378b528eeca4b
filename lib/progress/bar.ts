import type { Observer } from '../model/observer.js'
import { barLine } from './bar-line.js'
import type { Bar, OpenBar } from './screen.js'
import { tracker } from './tracker.js'

export interface BarOptions {
  /** How many tasks there will probably be. */
  readonly total: number | undefined
  /** Milliseconds since some point in the past. */
  readonly now: () => number
  readonly open: OpenBar
}

/** Shows how far a call is by a bar on the terminal, from the call's start on: its tasks may let nothing else have a turn. */
export function bar({ total, now, open }: BarOptions): Observer {
  const tracked = tracker(total, now)
  let shown: Bar | undefined

  return {
    started() {
      shown = open((look) => barLine(tracked.look(), look))
    },
    completed(tasks) {
      tracked.completed(tasks)
      shown?.refresh()
    },
    retried: () => tracked.retried(),
    exhausted: (tasks) => tracked.exhausted(tasks),
    ended(how) {
      const last = tracked.look()
      shown?.close((look) => barLine(last, { ...look, how }))
    },
  }
}
