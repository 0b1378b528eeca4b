import type { Task } from './task.js'
import { TimeoutError } from './errors.js'
import type { Timers } from './timers.js'
import { describeTask, taskText } from './task-info.js'

export function timeoutError(task: Task, index: number, timeout: number): TimeoutError {
  const text = taskText(describeTask(task, index))
  const what = `${text} took longer than its timeout of ${timeout} ms and was given up`
  return new TimeoutError(`${what}. Raise \`timeout\`, or pass \`onError: 'return'\` to have the other results`, timeout)
}

export interface TimeLimit {
  readonly task: Task
  readonly index: number
  /** In ms. */
  readonly timeout: number
}

/** What a task that waits gives, or a TimeoutError once it has waited for `timeout` ms. */
export function withinTimeout<T>(pending: PromiseLike<T>, limit: TimeLimit, timers: Timers): Promise<T> {
  const { task, index, timeout } = limit
  return new Promise((resolve, reject) => {
    const cancel = timers.in(timeout, () => reject(timeoutError(task, index, timeout)))
    const settled = <V>(settle: (value: V) => void) => (value: V) => {
      cancel()
      settle(value)
    }
    pending.then(settled(resolve), settled(reject))
  })
}
