import type { Task } from './task.js'
import { TimeoutError } from './errors.js'
import { describeTask, taskText } from './task-info.js'

export function timeoutError(task: Task, index: number, timeout: number): TimeoutError {
  const text = taskText(describeTask(task, index))
  return new TimeoutError(`${text} took longer than its timeout of ${timeout} ms and was given up`, timeout)
}

/** What a task that waits gives, or a TimeoutError once it has waited for `timeout` ms. */
export async function withinTimeout<T>(pending: PromiseLike<T>, timeout: number, task: Task, index: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeoutError(task, index, timeout)), timeout)
  })
  try {
    return await Promise.race([pending, late])
  } finally {
    clearTimeout(timer)
  }
}
