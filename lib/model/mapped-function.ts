import { assertFunction } from './assert-function.js'
import { isDelayed } from './delayed.js'
import type { TaskFunction } from './task.js'

/**
 * Throws a TypeError unless a function was given that can be called with items.
 *
 * @param name the name of the function that was given it, such as `map`
 */
export function assertMapped(fn: unknown, name: string): asserts fn is TaskFunction {
  assertFunction(fn, `${name}() expects a function first`)
  if (!isDelayed(fn)) return
  const got = 'got what delayed() makes of it'
  throw new TypeError(`${name}() takes the function itself, ${got}: write ${name}(fn, items), without delayed()`)
}
