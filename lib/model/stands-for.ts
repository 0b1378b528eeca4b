import { ofThread } from './of-thread.js'
import { originalOf, type TaskFunction } from './task.js'

interface Behind {
  readonly fn: TaskFunction
  readonly self: object | undefined
}

const behind = ofThread('behind', () => new WeakMap<object, Behind>())

/**
 * Notes that a function only calls another one: messages tell of that one.
 *
 * @param self what it is called on
 */
export function standsFor<F extends TaskFunction>(fn: F, other: TaskFunction, self?: object): F {
  behind.set(fn, { fn: other, self })
  return fn
}

/** The function that another one stands for, or itself. */
export function functionBehind(fn: Function): Function {
  const other = behind.get(fn)?.fn ?? originalOf(fn as TaskFunction)?.fn
  return other ? functionBehind(other) : fn
}

/** What `this` is in the function that another one stands for, if that is told. */
export function selfBehind(fn: Function): object | undefined {
  return behind.get(fn)?.self
}
