import type { RetryEvent } from '../model/events.js'
import type { Observer } from '../model/observer.js'
import { FirstFailure } from './first-failure.js'

/** Tells a function of each retry. If it is async and fails, the call fails at the next occasion. */
export function retryHook(onRetry: (event: RetryEvent) => unknown): Observer {
  const failure = new FirstFailure()
  return {
    retried(event) {
      const told = onRetry(event)
      if (told instanceof Promise) told.catch((error: unknown) => failure.keep(error))
    },
    completed: () => failure.rethrow(),
    ended(how) {
      if (how === 'done') failure.rethrow()
    },
  }
}
