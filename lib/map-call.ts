import { type MapName, type MapOptions, resolveMapOptions } from './map-options.js'
import { delayed } from './model/delayed.js'
import { standsFor } from './model/function-notes.js'
import { assertMapped } from './model/mapped-function.js'
import type { TaskFunction } from './model/task.js'
import type { ParallelOptions } from './options/parallel-options.js'
import { paced } from './paced.js'
import { type AnyIterable, assertIterable, knownLength } from './schedule/input.js'
import type { TaskResult } from './schedule/results.js'

/**
 * The function that `parallel`, `parallelAsync` and `parallelAsyncGen` call: it gets `args`, the item of type `I`, and `kwargs` of
 * type `K` if they are given.
 */
export type MapFunction<A extends readonly unknown[], I, K, R> = (...all: [...A, I, ...Last<NoInfer<K>>]) => R
type Last<K> = [K] extends [undefined] ? [] : [kwargs: K]

/** The result of an item: what the function returns for it, awaited; with `returnExceptions` it may be an error instead. */
export type Mapped<R, E extends boolean> = E extends true ? Awaited<R> | Error : Awaited<R>

/** `parallel` or one of its kin was called, with whatever types. */
export interface MapCall {
  readonly f: TaskFunction
  readonly items: AnyIterable<unknown>
  readonly options: MapOptions
}

export function readCall(name: MapName, f: unknown, items: unknown, options: unknown): MapCall {
  assertMapped(f, name)
  assertIterable(items, 'items')
  return { f, items, options: resolveMapOptions(name, options) }
}

/** A function of the item alone. */
export function ofItem({ f, options: { args, kwargs } }: MapCall): (item: unknown) => unknown {
  const mapped = f as (...all: readonly unknown[]) => unknown
  if (args.length === 0 && kwargs === undefined) return mapped
  const [before, after] = [args, kwargs === undefined ? [] : [kwargs]]
  const fn = named(f, (item: unknown) => mapped(...before, item, ...after))
  // told by name, so that it goes to workers where no inspector sees what it captures; by names that no module exports, which
  // the bundle would change
  const { fn: sent } = delayed(fn, { capture: { mapped, before, after } })(undefined)
  return sent as typeof fn
}

/** Errors name the user's function, or tell its place. */
export function named<F extends TaskFunction>(f: TaskFunction, fn: F): F {
  return standsFor(Object.defineProperty(fn, 'name', { value: f.name, configurable: true }), f)
}

/** The items as they are to be read. */
export function pacedItems({ items, options: { pause } }: MapCall): AnyIterable<unknown> {
  return pause > 0 ? paced(items, pause) : items
}

/** How `Parallel` runs a call; what it gives is decided elsewhere. */
export type RunOptions = Omit<ParallelOptions, 'returnAs' | 'onError'>

export function sharedOptions({ items, options: { pause, progress, total, signal } }: MapCall): RunOptions {
  // an item that has been read has to start, not to wait at a worker
  const oneByOne = { batchSize: 1, preDispatch: 'nJobs' }
  return { progress, total: total ?? knownLength(items), signal, ...(pause > 0 && oneByOne) }
}

export function valueOrError(result: TaskResult<unknown>): unknown {
  return result.status === 'fulfilled' ? result.value : result.reason
}
