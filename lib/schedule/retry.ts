import { ClosureError, NotCloneableError } from '../model/errors.js'
import type { Observer } from '../model/observer.js'
import type { Retries } from '../model/retries.js'
import { describeTask } from '../model/task-info.js'
import type { ArrivedFailure } from './arrivals.js'

/** Milliseconds until a task that has failed is to run again; undefined: its failure stands. */
export type Retry = (failure: ArrivedFailure) => number | undefined

/** Counts how often each task of a call has failed. */
export function retrier(rule: Retries | undefined, observer: Observer): Retry {
  if (!rule) return () => undefined
  const attempts = new Map<number, number>()
  return ({ error, index, task }) => {
    if (!task || isHopeless(error)) return undefined
    const attempt = (attempts.get(index) ?? 0) + 1
    const info = describeTask(task, index)
    if (attempt > rule.limit || rule.shouldRetry?.(error, info) === false) return undefined
    attempts.set(index, attempt)
    const delay = Math.min(rule.minDelay * rule.factor ** (attempt - 1), rule.maxDelay)
    observer.retried?.({ error, task: info, attempt, delay })
    return delay
  }
}

/** What can't be sent won't be sendable the next time. */
function isHopeless(error: unknown): boolean {
  return error instanceof ClosureError || error instanceof NotCloneableError
}
