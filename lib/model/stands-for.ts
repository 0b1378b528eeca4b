import { ofThread } from './of-thread.js'
import { originalOf, type TaskFunction } from './task.js'

const behind = ofThread('behind', () => new WeakMap<object, TaskFunction>())

/** Notes that a function only calls another one: messages tell that one's place. */
export function standsFor<F extends TaskFunction>(fn: F, other: TaskFunction): F {
  behind.set(fn, other)
  return fn
}

/** The function that another one stands for, or itself. */
export function functionBehind(fn: Function): Function {
  const other = behind.get(fn) ?? originalOf(fn as TaskFunction)?.fn
  return other ? functionBehind(other) : fn
}
