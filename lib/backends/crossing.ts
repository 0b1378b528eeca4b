import type { Failure } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { now } from '../model/clock.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { resultAsArrived } from '../wire/as-arrived.js'
import { plainCopies, primitivesIn } from '../wire/plain.js'

/*
 * Arguments and results of tasks in the caller's thread, as they would be had they been sent.
 */

/** Tasks whose arguments are copied at a time. */
const CHUNK = 256

/** What some tasks are called with, as workers would get it. */
export interface Chunk {
  readonly items: ArrayLike<unknown>
  /** What it took to copy it, in ms. */
  readonly copying: number
}

/** From a position on, where that is cheap to make. What need not be copied is taken whole. */
export function asSent(items: ArrayLike<unknown>, position: number): Chunk | undefined {
  if (position >= items.length) return undefined
  const started = now()
  if (position === 0 && primitivesIn(items) === items.length) return { items, copying: now() - started }
  const copies = plainCopies(some(items, position, CHUNK))
  return copies && { items: copies, copying: now() - started }
}

export function some(items: ArrayLike<unknown>, position: number, count: number): unknown[] {
  return Array.prototype.slice.call(items, position, position + count)
}

/** Undefined unless every task has just one argument. */
export function itemsOf(tasks: Tasks): ArrayLike<unknown> | undefined {
  if (tasks instanceof MappedTasks) return tasks.items
  const items: unknown[] = []
  for (const { args } of tasks) {
    if (args.length !== 1) return undefined
    items.push(args[0])
  }
  return items
}

export interface Received {
  readonly values: unknown[]
  readonly failures: readonly Failure[]
}

/** Results as they would arrive from a worker. */
export function asReceived(values: unknown[], batch: Batch, offset: number): Received {
  const copies = plainCopies(values)
  if (copies) return { values: copies as unknown[], failures: [] }
  const failures: Failure[] = []
  const received = values.map((value, i) => {
    try {
      return resultAsArrived(value, batch, offset + i)
    } catch (error) {
      failures.push({ position: offset + i, error })
      return undefined
    }
  })
  return { values: received, failures }
}
