import type { TaskInfo } from './task-info.js'

const tasks = new WeakMap<object, TaskInfo>()

/**
 * Hangs the task on the error, as a property that is neither printed nor compared. The first one stays: where calls are
 * nested it is the innermost, also when the error comes from a worker that has hung it there.
 */
export function attachTask(error: unknown, info: TaskInfo): void {
  if (typeof error !== 'object' || error === null || tasks.has(error)) return
  try {
    const there = Object.getOwnPropertyDescriptor(error, 'task')
    tasks.set(error, there?.enumerable === false ? (there.value as TaskInfo) : info)
    if (!there && Object.isExtensible(error)) {
      Object.defineProperty(error, 'task', { value: info, configurable: true, writable: true })
    }
  } catch {
    tasks.set(error, info) // a proxy that doesn't like to be looked at
  }
}

/**
 * Which task an error came from; undefined if it came from none. The same as `error.task`, but also for errors that can't have
 * properties added.
 */
export function taskOf(error: unknown): TaskInfo | undefined {
  return typeof error === 'object' && error !== null ? tasks.get(error) : undefined
}
