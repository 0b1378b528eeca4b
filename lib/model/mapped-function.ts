import { isDelayed, type TaskFunction } from './task.js'

/**
 * @param name of the function that calls it with items
 * @throws TypeError
 */
export function assertMapped(fn: unknown, name: string): asserts fn is TaskFunction {
  if (typeof fn !== 'function') throw new TypeError(`${name}() expects a function first, got ${fn === null ? 'null' : typeof fn}`)
  if (!isDelayed(fn)) return
  throw new TypeError(`${name}() takes the function itself, got what delayed() makes of it: write ${name}(fn, items), without delayed()`)
}
