import type { Observer } from '../model/observer.js'
import { barLine } from './bar-line.js'
import { type Bar, openBar } from './screen.js'
import { tracker } from './tracker.js'

export interface BarOptions {
  /** How many tasks there will probably be. */
  readonly total: number | undefined
  /** Milliseconds since whenever. */
  readonly now: () => number
}

/** Shows how far a call is as a bar on the terminal. */
export function bar({ total, now }: BarOptions): Observer {
  const tracked = tracker(total, now)
  let opening: Promise<Bar> | undefined
  let shown: Bar | undefined

  return {
    started() {
      opening = openBar((look) => barLine(tracked.look(), look))
      opening.then((bar) => (shown = bar), () => {}) // whoever waits for the end hears of it
    },
    completed(tasks) {
      tracked.completed(tasks)
      shown?.refresh()
    },
    retried: () => tracked.retried(),
    exhausted: (tasks) => tracked.exhausted(tasks),
    async ended(how) {
      const bar = await opening
      const last = tracked.look()
      bar?.close((look) => barLine(last, { ...look, how }))
    },
  }
}
