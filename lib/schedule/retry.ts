import { ClosureError, NotCloneableError } from '../model/errors.js'
import { isThenable } from '../model/is-thenable.js'
import type { Observer } from '../model/observer.js'
import type { Retries } from '../model/retries.js'
import { describeTask, type TaskInfo } from '../model/task-info.js'
import type { ArrivedFailure } from './arrivals.js'

/**
 * Returns how many milliseconds from now a task that has failed is to run again; undefined: its failure stands. Nothing is kept
 * of the task, because a call may have tasks without end.
 *
 * @param attempts how often the task has failed, this time included
 */
export type Retry = (failure: ArrivedFailure, attempts: number) => number | undefined

export function retrier(rule: Retries | undefined, observer: Observer): Retry {
  if (!rule) return () => undefined
  return ({ error, index, task }, attempt) => {
    if (!task || isHopeless(error)) return undefined
    const info = describeTask(task, index)
    if (attempt > rule.limit || !isWorthIt(rule, error, info)) return undefined
    const delay = rule.minDelay && Math.min(rule.minDelay * rule.factor ** (attempt - 1), rule.maxDelay)
    observer.retried?.({ error, task: info, attempt, delay })
    return delay
  }
}

function isWorthIt({ shouldRetry }: Retries, error: unknown, task: TaskInfo): boolean {
  const answer: unknown = shouldRetry?.(error, task)
  if (!isThenable(answer)) return answer !== false
  Promise.resolve(answer).catch(() => {})
  throw new TypeError('shouldRetry must answer at once, with true or false, got a promise')
}

/** Whether the task would fail again in any case: what can't be sent now can't be sent later. */
function isHopeless(error: unknown): boolean {
  return error instanceof ClosureError || error instanceof NotCloneableError
}
