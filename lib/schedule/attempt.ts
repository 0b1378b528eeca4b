import { atDepth } from '../model/depth.js'
import { call, type Task } from '../model/task.js'
import { withinTimeout } from '../model/time-limit.js'
import type { Timers } from '../model/timers.js'
import type { Abortable } from './abortable.js'
import type { Retry } from './retry.js'

/** Collects the outcomes of tasks, in order. */
export interface Taker {
  /** The index of the task whose outcome comes next. */
  readonly next: number
  add(value: unknown): void
  fail(error: unknown, task: Task | undefined): void
}

export interface AttemptOptions {
  /** How many calls deep the call of these tasks is. */
  readonly depth: number
  readonly retry: Retry
  /** How many milliseconds a task may wait for something. */
  readonly timeout: number | undefined
  readonly abort: Abortable
  readonly timers: Timers
  readonly taker: () => Taker
}

export interface Attempts {
  /** Runs a task and waits for its result. */
  settle(run: (task: Task) => unknown, task: Task): Promise<void>
  /** Runs a task that has failed again, and waits for it; or reports the failure, if it stands. */
  failed(error: unknown, task?: Task): void | Promise<void>
}

/** Handles tasks in the caller's thread that have to be waited for, or have failed. */
export function attempts({ depth, retry, timeout, abort, timers, taker }: AttemptOptions): Attempts {
  const limited = (pending: PromiseLike<unknown>, task: Task): PromiseLike<unknown> =>
    timeout === undefined ? pending : withinTimeout(pending, { task, index: taker().next, timeout }, timers)

  const again = (task: Task) => atDepth(depth, () => call(task))

  const settle = async (run: (task: Task) => unknown, task: Task, attempts = 1): Promise<void> => {
    try {
      const value = await abort.wait(limited(Promise.resolve(run(task)), task))
      taker().add(value)
    } catch (error) {
      await failed(error, task, attempts)
    }
  }
  const failed = (error: unknown, task?: Task, attempts = 1): void | Promise<void> => {
    abort.throwIfAborted()
    const delay = retry({ error, index: taker().next, task }, attempts)
    if (delay === undefined) return taker().fail(error, task)
    const rested = new Promise<void>((resolve) => timers.in(delay, resolve))
    return abort.wait(rested).then(() => settle(again, task!, attempts + 1))
  }
  return { settle, failed }
}
