import type { ProgressEvent } from '../model/events.js'
import type { Observer } from '../model/observer.js'
import { tracker } from './tracker.js'

export interface HookOptions {
  /** How many tasks there will probably be. */
  readonly total: number | undefined
  /** Milliseconds since whenever. */
  readonly now: () => number
}

/** What is quicker than this no eye follows, in ms. */
const INTERVAL = 50

/**
 * Tells a function how far a call is: of the first tasks at once, then at most every 50 ms, and of the end. It is not
 * called any more once it has thrown, or a promise of its has rejected.
 */
export function hook(fn: (event: ProgressEvent) => unknown, { total, now }: HookOptions): Observer {
  const tracked = tracker(total, now)
  const promises = new Set<Promise<void>>()
  let dueAt = -Infinity
  let failure: { readonly error: unknown } | undefined

  const fail = (error: unknown) => {
    failure ??= { error }
  }
  const throwFailure = () => {
    if (failure) throw failure.error
  }
  const tell = (ended: boolean) => {
    try {
      const told: unknown = fn({ ...tracked.look(), ended })
      if (told instanceof Promise) keep(told)
    } catch (error) {
      fail(error)
    }
    throwFailure()
  }
  const keep = (told: Promise<unknown>) => {
    const settled = told.then(() => {}, fail).finally(() => promises.delete(settled))
    promises.add(settled)
  }

  return {
    completed(tasks) {
      throwFailure()
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
        if (!failure) tell(true)
        if (how === 'done') await Promise.all(promises)
        throwFailure()
      } catch (error) {
        if (how !== 'failed') throw error // else what ended the call outweighs it
      }
    },
  }
}
