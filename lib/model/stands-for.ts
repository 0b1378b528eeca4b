import { ofThread } from './of-thread.js'
import { originalOf, type TaskFunction } from './task.js'

interface Behind {
  readonly fn: TaskFunction
  readonly names: ReadonlyMap<object, string> | undefined
}

const behind = ofThread('behind', () => new WeakMap<object, Behind>())

/**
 * Notes that a function only calls another one: messages tell of that one.
 *
 * @param names how that one calls objects that this one has: `this.dataset`
 */
export function standsFor<F extends TaskFunction>(fn: F, other: TaskFunction, names?: ReadonlyMap<object, string>): F {
  behind.set(fn, { fn: other, names })
  return fn
}

/** The function that another one stands for, or itself. */
export function functionBehind(fn: Function): Function {
  const other = behind.get(fn)?.fn ?? originalOf(fn as TaskFunction)?.fn
  return other ? functionBehind(other) : fn
}

/** How the function that another one stands for calls objects of that one. */
export function namesBehind(fn: Function): ReadonlyMap<object, string> | undefined {
  return behind.get(fn)?.names
}
