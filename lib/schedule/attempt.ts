import { atDepth } from '../model/depth.js'
import { call, type Task } from '../model/task.js'
import { withinTimeout } from '../model/time-limit.js'
import type { Timers } from '../model/timers.js'
import type { Abortable } from './abortable.js'
import type { Retry } from './retry.js'

/** Takes what becomes of one task after the other. */
export interface Taker {
  /** The index of the task whose turn it is. */
  readonly next: number
  add(value: unknown): void
  fail(error: unknown, task: Task | undefined): void
}

export interface AttemptOptions {
  /** How many calls deep the tasks' call is. */
  readonly depth: number
  readonly retry: Retry
  /** Milliseconds for which a task may wait. */
  readonly timeout: number | undefined
  readonly abort: Abortable
  readonly timers: Timers
  readonly taker: () => Taker
}

export interface Attempts {
  /** Waits for what a task gives. */
  settle(run: (task: Task) => unknown, task: Task): Promise<void>
  /** A failure stands, or its task runs again, which is waited for. */
  failed(error: unknown, task?: Task): void | Promise<void>
}

/** Tasks in the caller's thread that have to be waited for, or have failed. */
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
