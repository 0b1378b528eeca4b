import { sendAs } from '../model/function-notes.js'
import type { TaskFunction } from '../model/task.js'
import { nameOf } from './members.js'
import { refusing } from './refusing.js'

const rawMethods = new WeakMap<TaskFunction, TaskFunction>()

/** The method that is run per item, behind one made by `inbatchParallel`; undefined for every other function. */
export function rawMethodOf(fn: TaskFunction): TaskFunction | undefined {
  return rawMethods.get(fn)
}

export function setRawMethod(fn: TaskFunction, raw: TaskFunction): void {
  rawMethods.set(fn, rawMethodOf(raw) ?? raw)
  sendAs(fn, refusing(`'${nameOf(fn)}' ${IS_PARALLEL}`))
}

const IS_PARALLEL =
  "is a parallel action, which can't be called in a worker thread. Call it outside of the method, or take target 'async' or 'for'"
