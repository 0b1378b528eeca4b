import type { Task } from './task.js'
import { TimeoutError } from './errors.js'
import type { Timers } from './timers.js'
import { failedTaskText } from './task-info.js'

export function timeoutError(task: Task, index: number, timeout: number): TimeoutError {
  const text = failedTaskText(task, index)
  return new TimeoutError(`${text} took longer than its timeout of ${timeout} ms and was given up. Raise \`timeout\``, timeout)
}

/** How long a task may take; the rest is for the error's message. */
export interface TimeLimit {
  readonly task: Task
  readonly index: number
  /** How long the task may take, in ms. */
  readonly timeout: number
}

/** Waits for a task's result. Rejects with a TimeoutError once that has taken `timeout` ms. */
export function withinTimeout<T>(pending: PromiseLike<T>, limit: TimeLimit, timers: Timers): Promise<T> {
  const { task, index, timeout } = limit
  return new Promise((resolve, reject) => {
    const cancel = timers.in(timeout, () => reject(timeoutError(task, index, timeout)))
    const settled = <V>(settle: (value: V) => void) => (value: V) => {
      cancel()
      settle(value)
    }
    Promise.resolve(pending).then(settled(resolve), settled(reject)) // what is given may have to be waited for, too
  })
}
