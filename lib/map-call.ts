import { type MapConfig, type MapName, resolveMapOptions } from './map-config.js'
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

/** A call of `parallel`, `parallelAsync` or `parallelAsyncGen`, its arguments checked. */
export interface MapCall {
  readonly f: TaskFunction
  readonly items: AnyIterable<unknown>
  readonly config: MapConfig
}

export function readCall(name: MapName, f: unknown, items: unknown, options: unknown): MapCall {
  assertMapped(f, name)
  assertIterable(items, 'items')
  return { f, items, config: resolveMapOptions(name, options) }
}

/** The call's function as one of the item alone: `args` and `kwargs` are filled in. */
export function ofItem({ f, config: { args, kwargs } }: MapCall): (item: unknown) => unknown {
  const mapped = f as (...all: readonly unknown[]) => unknown
  if (args.length === 0 && kwargs === undefined) return mapped
  const [before, after] = [args, kwargs === undefined ? [] : [kwargs]]
  const fn = named(f, (item: unknown) => mapped(...before, item, ...after))
  // told by name, so that it goes to workers where no inspector sees what it captures; by names that no module exports, which
  // the bundle would change
  const { fn: sent } = delayed(fn, { capture: { mapped, before, after } })(undefined)
  return sent as typeof fn
}

/** Gives `fn` the name of the user's function `f`, and notes that it stands for it: errors tell where `f` is. */
export function named<F extends TaskFunction>(f: TaskFunction, fn: F): F {
  return standsFor(Object.defineProperty(fn, 'name', { value: f.name, configurable: true }), f)
}

/** The items of a call, at the pace that it asks for. */
export function pacedItems({ items, config: { pause } }: MapCall): AnyIterable<unknown> {
  return pause > 0 ? paced(items, pause) : items
}

/** Options of `Parallel` that say how a call runs, not what it returns. */
export type RunOptions = Omit<ParallelOptions, 'returnAs' | 'onError'>

/** Options of `Parallel` that mean the same for all three functions. */
export function commonOptions({ items, config: { pause, progress, total, signal } }: MapCall): RunOptions {
  // an item that has been read has to start, not to wait at a worker
  const oneByOne = { batchSize: 1, preDispatch: 'nJobs' }
  return { progress, total: total ?? knownLength(items), signal, ...(pause > 0 && oneByOne) }
}

export function valueOrError(result: TaskResult<unknown>): unknown {
  return result.status === 'fulfilled' ? result.value : result.reason
}
