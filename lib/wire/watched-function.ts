import { isThenable } from '../model/is-thenable.js'
import type { TaskFunction } from '../model/task.js'

/** Wraps a function so that `check` runs after each call: what that throws outweighs what the call gives or throws. */
export function watchedFunction(fn: TaskFunction, check: (name: string) => void): TaskFunction {
  const called = fn as (...args: readonly unknown[]) => unknown
  const checkNow = () => check(fn.name)
  return (...args: readonly unknown[]) => {
    let pending = false
    try {
      const value = called(...args)
      pending = isThenable(value)
      return pending ? Promise.resolve(value).finally(checkNow) : value
    } finally {
      if (!pending) checkNow()
    }
  }
}
