import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Backend, Executor } from './model/backend.js'
import { now } from './model/clock.js'
import { setTimer } from './model/timers.js'
import type { Observer } from './model/observer.js'
import type { Config } from './options/options.js'
import { adaptiveSize, fixedSize } from './schedule/batch-size.js'
import { dispatch } from './schedule/dispatcher.js'
import { inline } from './schedule/inline.js'
import { inOrder } from './schedule/order.js'
import { readAll } from './schedule/read-all.js'
import { collect, stream } from './schedule/results.js'
import { retrier } from './schedule/retry.js'
import type { Run } from './schedule/run.js'
import type { Source } from './schedule/source.js'
import { tapEnd, tapSize, tapTime } from './schedule/tap.js'

export interface RunParts {
  readonly config: Config
  readonly source: Source
  readonly backend: Backend
  /** Opens the executor, or gives the one that is open. */
  readonly open: () => Executor
  readonly observer: Observer
  /** How many calls deep this one is in its thread. */
  readonly depth: number
}

/** How long the event loop waits, and results of the plain loop are held back, in ms. */
const SLICE = 10

export function begin({ config, source, backend, open, observer, depth }: RunParts): Run {
  const ended = tapEnd(source, (tasks) => observer.exhausted?.(tasks))
  const tapped = source.atHand ? ended : tapTime(ended, now, (elapsed) => observer.read?.(elapsed))
  const { nJobs, signal, batchSize, timeout } = config
  const retry = retrier(config.retries, observer)
  const { traits } = backend
  const isList = config.returnAs === 'list'
  const stopOnFailure = config.onError === 'raise'
  observer.started?.()
  if (traits.inline) {
    return inline({
      source: tapped,
      batchSize: batchSize !== 'auto' ? batchSize : isList ? undefined : 1,
      slice: isList ? SLICE : 0,
      stopOnFailure,
      signal,
      observer,
      depth,
      retry,
      setTimer,
      timeout,
      traced: config.trace !== undefined,
      now,
      pause: () => nextTurn(),
    })
  }
  const size = batchSize === 'auto' && !traits.batches ? 1 : batchSize
  const sizer = size === 'auto' ? adaptiveSize(nJobs, config.preDispatch) : fixedSize(size)
  return dispatch({
    source: config.preDispatch === Infinity ? readAll(tapped) : tapped,
    executor: open(),
    sizer: tapSize(sizer, (size) => observer.resized?.(size)),
    nJobs,
    prefetch: traits.batches,
    readAhead: config.preDispatch,
    stopOnFailure,
    signal,
    observer,
    retry,
    setTimer,
    rest: restAfter(SLICE),
  })
}

/** Says when the event loop has waited for `ms`: messages that keep coming, and promises, can hold it up for ever. */
function restAfter(ms: number): () => Promise<void> | undefined {
  let since: number | undefined
  return () => {
    if (since !== undefined) return performance.now() - since < ms ? undefined : nextTurn()
    since = performance.now()
    setImmediate(() => (since = undefined)) // a promise of it would take four times as long
    return undefined
  }
}

/** All results in one array. */
export async function toList(run: Run, { onError }: Config, observer: Observer): Promise<unknown[]> {
  try {
    const results = await collect(run, onError)
    await observer.ended?.('done')
    return results
  } catch (error) {
    await observer.ended?.('failed', error)
    throw error
  }
}

/** Results one by one, in order or as they come. */
export async function* toStream(
  run: Run,
  { onError, returnAs }: Config,
  observer: Observer,
): AsyncGenerator<unknown, void, void> {
  const arrivals = returnAs === 'generator' ? inOrder(run.arrivals) : run.arrivals
  try {
    yield* stream(arrivals, onError, run.delivered)
    await observer.ended?.('done')
  } catch (error) {
    await observer.ended?.('failed', error)
    throw error
  } finally {
    await observer.ended?.('left') // if it hasn't ended otherwise
  }
}
