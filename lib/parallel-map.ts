import {
  type MapCall, type MapFunction, type Mapped, ofItem, pacedItems, readCall, type RunOptions, commonOptions, valueOrError,
} from './map-call.js'
import type { MapConfig } from './map-config.js'
import type { ParallelMapOptions } from './map-options.js'
import { TimeoutError } from './model/errors.js'
import { Parallel } from './parallel.js'
import type { AnyIterable } from './schedule/input.js'
import type { TaskResult } from './schedule/results.js'

/**
 * Calls a function with each item of an iterable, on all cores.
 *
 * ```ts
 * await parallel(resize, files)                                // resize(file)
 * await parallel(resize, files, { args: [300], nWorkers: 4 })  // resize(300, file)
 * await parallel(resize, files, { kwargs: { quality: 80 } })   // resize(file, { quality: 80 })
 * ```
 *
 * @param f gets `args`, then the item, then `kwargs` if there are any
 * @param items any sync or async iterable
 * @returns the results in the order of the items
 * @throws at once TypeError, OptionError and InputError `ERR_NOT_ITERABLE`. The promise rejects as that of a call of `Parallel`
 * does, with the first error that comes; and with a TimeoutError `ERR_TIMEOUT` if the whole call takes longer than `timeout`
 * @source fastcore `parallel`
 */
export function parallel<
  I,
  R,
  A extends readonly unknown[] = [],
  K extends object | undefined = undefined,
  E extends boolean = false,
>(
  f: MapFunction<A, I, K, R>,
  items: AnyIterable<I>,
  options?: ParallelMapOptions<A, K> & { readonly returnExceptions?: E | undefined },
): Promise<Mapped<R, E>[]>
export function parallel(f: MapCall['f'], items: MapCall['items'], given: object = {}): Promise<unknown[]> {
  const call = readCall('parallel', f, items, given)
  const { config } = call
  const { returnExceptions, timeout = Infinity } = config
  const late = timeout === Infinity ? undefined : new AbortController()
  const instance = Parallel({
    batchSize: config.chunkSize,
    ...commonOptions(call),
    ...backendOptions(config),
    onError: returnExceptions ? 'return' : 'raise',
    signal: late ? either(config.signal, late.signal) : config.signal,
  })
  const results = instance.map(ofItem(call), pacedItems(call))
  const inTime = late ? within(timeout, results, late) : results
  return returnExceptions ? inTime.then((settled) => (settled as TaskResult<unknown>[]).map(valueOrError)) : inTime
}

/** Names a backend only where the user has asked for one. */
function backendOptions({ nWorkers = -1, threadpool }: MapConfig): RunOptions {
  if (nWorkers === 0) return { nJobs: 1, backend: 'sequential' }
  return { nJobs: nWorkers, backend: threadpool === undefined ? undefined : threadpool ? 'threads' : 'processes' }
}

/** A signal that aborts when one of the two does. Anything that is no signal is passed on, for `Parallel` to refuse it. */
function either(signal: AbortSignal | undefined, late: AbortSignal): AbortSignal {
  return signal instanceof AbortSignal ? AbortSignal.any([signal, late]) : (signal ?? late)
}

async function within<T>(timeout: number, results: Promise<T>, late: AbortController): Promise<T> {
  const message = `the call took longer than its timeout of ${timeout} ms and was ended. Allow more, or leave 'timeout' out`
  const timer = setTimeout(() => late.abort(new TimeoutError(message, timeout, 'ERR_TIMEOUT')), timeout)
  try {
    return await results
  } finally {
    clearTimeout(timer)
  }
}
