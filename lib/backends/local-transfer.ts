import type { Failure } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { now } from '../model/clock.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { resultAsArrived } from '../wire/as-arrived.js'
import { plainCopies, primitivesIn } from '../wire/plain.js'

/*
 * Copies arguments and results of tasks that run in the caller's thread, so that they are as they would be had they been sent.
 */

/** Tasks whose arguments are copied at a time. */
const CHUNK = 256

/** What some consecutive tasks are called with, as workers would get it. */
export interface Chunk {
  readonly items: ArrayLike<unknown>
  /** How long copying the items took, in ms. */
  readonly copying: number
}

/**
 * Copies what tasks from a position on are called with: all of it where nothing need be copied, else a chunk. Undefined at the
 * end, or where copying isn't cheap.
 */
export function asSent(items: ArrayLike<unknown>, position: number): Chunk | undefined {
  if (position >= items.length) return undefined
  const started = now()
  if (position === 0 && primitivesIn(items) === items.length) return { items, copying: now() - started }
  const copies = plainCopies(sliceOf(items, position, CHUNK))
  return copies && { items: copies, copying: now() - started }
}

export function sliceOf(items: ArrayLike<unknown>, position: number, count: number): unknown[] {
  return Array.prototype.slice.call(items, position, position + count)
}

/** The arguments of tasks that have one each; undefined where one of them has more, or none. */
export function itemsOf(tasks: Tasks): ArrayLike<unknown> | undefined {
  if (tasks instanceof MappedTasks) return tasks.items
  const items: unknown[] = []
  for (const { args } of tasks) {
    if (args.length !== 1) return undefined
    items.push(args[0])
  }
  return items
}

/** What came of some consecutive tasks. */
export interface Received {
  readonly values: unknown[]
  readonly failures: readonly Failure[]
}

/** Copies results as they would arrive from a worker. */
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
