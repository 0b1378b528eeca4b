import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Backend, Executor } from './model/backend.js'
import { now } from './model/clock.js'
import { setTimer } from './model/timers.js'
import type { Observer } from './model/observer.js'
import type { Config } from './options/options.js'
import { adaptiveSize, fixedSize } from './schedule/batch-size.js'
import { dispatch, type DispatchPlan } from './schedule/dispatcher.js'
import { inline, type InlinePlan } from './schedule/inline.js'
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

/** The most ms for which the event loop waits for its turn, and for which results of the plain loop are held back. */
const SLICE = 10

/** Starts a call's run: in the caller's own loop, or by an executor. */
export function startRun(parts: RunParts): Run {
  const { config, source, backend, observer } = parts
  const ended = tapEnd(source, (tasks) => observer.exhausted?.(tasks))
  const common = {
    setTimer,
    source: source.atHand ? ended : tapTime(ended, now, (elapsed) => observer.read?.(elapsed)),
    stopOnFailure: config.onError === 'raise',
    signal: config.signal,
    observer,
    retry: retrier(config.retries, observer),
  }
  observer.started?.()
  return backend.traits.inline ? runInline(parts, common) : runDispatched(parts, common)
}

type Common = Pick<DispatchPlan & InlinePlan, keyof DispatchPlan & keyof InlinePlan>

function runInline({ config, depth }: RunParts, common: Common): Run {
  const isList = config.returnAs === 'list'
  return inline({
    batchSize: config.batchSize !== 'auto' ? config.batchSize : isList ? undefined : 1,
    slice: isList ? SLICE : 0,
    depth,
    timeout: config.timeout,
    traced: config.trace !== undefined,
    now,
    pause: () => nextTurn(),
    ...common,
  })
}

function runDispatched({ config, backend: { traits }, open, observer }: RunParts, common: Common): Run {
  const { nJobs, preDispatch } = config
  const size = config.batchSize === 'auto' && !traits.batches ? 1 : config.batchSize
  const sizer = size === 'auto' ? adaptiveSize(nJobs, preDispatch) : fixedSize(size)
  const source = preDispatch === Infinity ? readAll(common.source) : common.source
  return dispatch({
    executor: open(),
    sizer: tapSize(sizer, (size) => observer.resized?.(size)),
    nJobs,
    prefetch: traits.batches,
    readAhead: preDispatch,
    rest: restAfter(SLICE),
    ...common,
    source,
  })
}

/** Promises the event loop's next turn once it has waited for `ms`: messages and promises could hold it up for ever. */
function restAfter(ms: number): () => Promise<void> | undefined {
  let since: number | undefined
  return () => {
    if (since !== undefined) return performance.now() - since < ms ? undefined : nextTurn()
    since = performance.now()
    setImmediate(() => (since = undefined)) // a promise would take four times as long
    return undefined
  }
}

/** Resolves with all results in one array. */
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

/** Gives results one by one, in order or as they come. */
export async function* toStream(
  run: Run,
  { onError, returnAs }: Config,
  observer: Observer,
): AsyncGenerator<unknown, void, void> {
  const arrivals = returnAs === 'generator' ? inOrder(run.arrivals) : run.arrivals
  try {
    yield* stream(arrivals, onError, (tasks) => run.delivered(tasks))
    await observer.ended?.('done')
  } catch (error) {
    await observer.ended?.('failed', error)
    throw error
  } finally {
    await observer.ended?.('left') // has no effect if the call has ended otherwise
  }
}
