import { leadToCaller } from './caller-frames.js'
import {
  type MapCall, type MapFunction, type Mapped, named, ofItem, pacedItems, readCall, type RunOptions, commonOptions, valueOrError,
} from './map-call.js'
import type { ParallelAsyncGenOptions, ParallelAsyncOptions } from './map-options.js'
import { delayed } from './model/delayed.js'
import { depthHere } from './model/depth.js'
import type { Task } from './model/task.js'
import { Parallel } from './parallel.js'
import type { AnyIterable } from './schedule/input.js'
import { mapAsync } from './schedule/leavable.js'
import { ResultStream } from './schedule/result-stream.js'
import type { TaskResult } from './schedule/results.js'

type Entry = readonly [index: number, result: unknown]

/**
 * Calls an async function with each item of an iterable, in the caller's thread, for several items at a time. A sync function
 * works too, but then one item is done after the other.
 *
 * ```ts
 * const pages = await parallelAsync(download, urls, { nWorkers: 8, timeout: 10_000 })
 * ```
 *
 * @param f gets `args`, then the item, then `kwargs` if there are any
 * @param items any sync or async iterable
 * @param options `nWorkers` says how many items at a time, default 16
 * @returns the results in the order of the items
 * @throws at once TypeError, OptionError and InputError `ERR_NOT_ITERABLE`. If items fail, the promise rejects when all are done,
 * with the error of the first of them in the order of the items; with `cancelOnError` immediately, with the error that comes first
 * @source fastcore `parallel_async`
 */
export function parallelAsync<
  I,
  R,
  A extends readonly unknown[] = [],
  K extends object | undefined = undefined,
  E extends boolean = false,
>(
  f: MapFunction<A, I, K, R>,
  items: AnyIterable<I>,
  options?: ParallelAsyncOptions<A, K> & { readonly returnExceptions?: E | undefined },
): Promise<Mapped<R, E>[]>
export function parallelAsync(f: MapCall['f'], items: MapCall['items'], options: object = {}): Promise<unknown[]> {
  const call = readCall('parallelAsync', f, items, options)
  const { returnExceptions, cancelOnError } = call.config
  const goOn = returnExceptions || !cancelOnError
  const instance = Parallel({ ...inThisThread(call), onError: goOn ? 'return' : 'raise' })
  const results = instance.map(ofItem(call), pacedItems(call))
  if (!goOn) return results
  const settled = results as Promise<TaskResult<unknown>[]>
  return returnExceptions ? settled.then((all) => all.map(valueOrError)) : valuesOf(settled)
}

/**
 * Like {@link parallelAsync}, but gives each result as soon as it is there, with the index of its item. Items are started at
 * once, also before results are read, until too many results wait to be read. When the generator is left (`break`, `return()`),
 * no further items are started.
 *
 * ```ts
 * for await (const [index, page] of parallelAsyncGen(download, urls)) console.log(urls[index], page.length)
 * ```
 *
 * @param f gets `args`, then the item, then `kwargs` if there are any
 * @param items any sync or async iterable
 * @returns an async generator of `[index, result]`
 * @throws at once TypeError, OptionError and InputError `ERR_NOT_ITERABLE`. The generator throws the error that comes first, and ends
 * @source fastcore `parallel_async_gen`
 */
export function parallelAsyncGen<
  I,
  R,
  A extends readonly unknown[] = [],
  K extends object | undefined = undefined,
  E extends boolean = false,
>(
  f: MapFunction<A, I, K, R>,
  items: AnyIterable<I>,
  options?: ParallelAsyncGenOptions<A, K> & { readonly returnExceptions?: E | undefined },
): AsyncGenerator<[index: number, result: Mapped<R, E>], void, void>
export function parallelAsyncGen(
  f: MapCall['f'],
  items: MapCall['items'],
  options: object = {},
): AsyncGenerator<unknown, void, void> {
  const call = readCall('parallelAsyncGen', f, items, options)
  const { returnExceptions } = call.config
  const onError = returnExceptions ? 'return' : 'raise'
  const instance = Parallel({ ...inThisThread(call), returnAs: 'generatorUnordered', onError })
  const entries = instance(numberedTasks(f, ofItem(call), pacedItems(call)))
  if (!returnExceptions) return entries
  const results = withErrors(entries as AsyncIterable<TaskResult<Entry>>)
  return new ResultStream(results, async () => void (await entries.return()))
}

function inThisThread(call: MapCall): RunOptions {
  const { nWorkers = 16, timeout } = call.config
  return { ...commonOptions(call), backend: 'async', nJobs: nWorkers, timeout }
}

async function valuesOf(settled: Promise<readonly TaskResult<unknown>[]>): Promise<unknown[]> {
  const depth = depthHere() + 1
  return (await settled).map((result) => {
    if (result.status === 'rejected') throw leadToCaller(result.reason, depth)
    return result.value
  })
}

/** Tasks that give the item's index along with the result. */
function numberedTasks(
  f: MapCall['f'],
  fn: (item: unknown) => unknown,
  items: AnyIterable<unknown>,
): AsyncIterableIterator<Task<Entry>> {
  let next = 0
  const numbered = (index: number) => named(f, async (item: unknown): Promise<Entry> => [index, await fn(item)])
  return mapAsync(items, (item) => delayed(numbered(next++))(item))
}

async function* withErrors(results: AsyncIterable<TaskResult<Entry>>): AsyncGenerator<Entry, void, void> {
  for await (const result of results) {
    yield result.status === 'fulfilled' ? result.value : [result.task.index, result.reason]
  }
}
