import type { TaskFunction } from '../model/task.js'

const rawMethods = new WeakMap<TaskFunction, TaskFunction>()

/** The method that is run per item, behind one made by `inbatchParallel`; undefined for every other function. */
export function rawMethodOf(fn: TaskFunction): TaskFunction | undefined {
  return rawMethods.get(fn)
}

export function setRawMethod(fn: TaskFunction, raw: TaskFunction): void {
  rawMethods.set(fn, rawMethodOf(raw) ?? raw)
}
