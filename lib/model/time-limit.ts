import type { Task } from './task.js'
import { TimeoutError } from './errors.js'
import type { Timers } from './timers.js'
import { describeTask, taskText } from './task-info.js'

export function timeoutError(task: Task, index: number, timeout: number): TimeoutError {
  const text = taskText(describeTask(task, index))
  return new TimeoutError(`${text} took longer than its timeout of ${timeout} ms and was given up`, timeout)
}

/** What a task that waits gives, or a TimeoutError once it has waited for `timeout` ms. */
export function withinTimeout<T>(pending: PromiseLike<T>, timeout: number, task: Task, index: number, timers: Timers): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = timers.in(timeout, () => reject(timeoutError(task, index, timeout)))
    const settled = <V>(settle: (value: V) => void) => (value: V) => {
      cancel()
      settle(value)
    }
    pending.then(settled(resolve), settled(reject))
  })
}
