import type { ProgressEvent } from '../model/events.js'
import type { Observer } from '../model/observer.js'
import { FirstFailure } from './first-failure.js'
import { tracker } from './tracker.js'

export interface ProgressHookOptions {
  /** How many tasks there will probably be. */
  readonly total: number | undefined
  /** Milliseconds since some point in the past. */
  readonly now: () => number
}

/** No eye follows what is quicker than this, in ms. */
const INTERVAL = 50

/**
 * Tells a function how far a call is: of the first tasks at once, then at most every 50 ms, and of the end. The function is not
 * called any more once it has thrown, or a promise that it returned has rejected.
 */
export function progressHook(fn: (event: ProgressEvent) => unknown, { total, now }: ProgressHookOptions): Observer {
  const tracked = tracker(total, now)
  const failure = new FirstFailure()
  const promises = new Set<Promise<void>>()
  let dueAt = -Infinity

  const tell = (ended: boolean) => {
    try {
      const told: unknown = fn({ ...tracked.look(), ended })
      if (told instanceof Promise) follow(told)
    } catch (error) {
      failure.keep(error)
    }
    failure.rethrow()
  }
  const follow = (told: Promise<unknown>) => {
    const fail = (error: unknown) => failure.keep(error)
    const settled = told.then(() => {}, fail).finally(() => promises.delete(settled))
    promises.add(settled)
  }

  return {
    completed(tasks) {
      failure.rethrow()
      tracked.completed(tasks)
      const time = now()
      if (time < dueAt) return
      dueAt = time + INTERVAL
      tell(false)
    },
    retried: () => tracked.retried(),
    exhausted: (tasks) => tracked.exhausted(tasks),
    async ended(how) {
      try {
        if (!failure.isKnown) tell(true)
        if (how === 'done') await Promise.all(promises)
        failure.rethrow()
      } catch (error) {
        if (how !== 'failed') throw error // else what ended the call outweighs it
      }
    },
  }
}
