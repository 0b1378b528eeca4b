import { assertFunction } from './assert-function.js'
import { isDelayed } from './delayed.js'
import type { TaskFunction } from './task.js'

/**
 * @param name of the function that calls it with items
 * @throws TypeError
 */
export function assertMapped(fn: unknown, name: string): asserts fn is TaskFunction {
  assertFunction(fn, `${name}() expects a function first`)
  if (!isDelayed(fn)) return
  const got = 'got what delayed() makes of it'
  throw new TypeError(`${name}() takes the function itself, ${got}: write ${name}(fn, items), without delayed()`)
}
