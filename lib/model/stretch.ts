import { isThenable } from './is-thenable.js'
import { call, type TaskFunction } from './task.js'
import { MappedTasks, type Tasks } from './tasks.js'

/** Why a stretch of tasks came to a halt: a task threw, or returned a promise. Undefined when all tasks have run. */
export type Halt = { readonly error: unknown } | { readonly pending: PromiseLike<unknown> } | undefined

/**
 * Calls the tasks from `from` up to `limit.end`, one by one, and adds what they return to `values`: the innermost loop of
 * everything. A task that throws or has to be waited for adds nothing and ends the stretch.
 *
 * @param limit may be lowered by a task, or by what it calls
 */
export function runStretch(tasks: Tasks, from: number, limit: { readonly end: number }, values: unknown[]): Halt {
  try {
    return tasks instanceof MappedTasks ? runMapped(tasks, from, limit, values) : runListed(tasks, from, limit, values)
  } catch (error) {
    return { error }
  }
}

function runMapped({ fn, items }: MappedTasks, from: number, limit: { readonly end: number }, values: unknown[]): Halt {
  const one = fn as TaskFunction as (item: unknown) => unknown
  for (let i = from; i < limit.end; i++) {
    const value = one(items[i])
    if (isThenable(value)) return { pending: value }
    values.push(value)
  }
  return undefined
}

function runListed(tasks: Tasks, from: number, limit: { readonly end: number }, values: unknown[]): Halt {
  for (let i = from; i < limit.end; i++) {
    const value = call(tasks.at(i)!)
    if (isThenable(value)) return { pending: value }
    values.push(value)
  }
  return undefined
}

/** The most tasks that run before the clock is read: should they suddenly take long, nothing else happens meanwhile. */
const LONGEST_STRIDE = 16
/** Tasks that take longer, in ms, are timed one by one: the clock is read after each. */
export const TIMED_ALONE = 0.05

/** How many tasks to run before the clock is read again, after `stride` tasks took `elapsed` ms. */
export function nextStride(stride: number, elapsed: number): number {
  return elapsed > TIMED_ALONE ? 1 : Math.min(stride * 2, LONGEST_STRIDE)
}
