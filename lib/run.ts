import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import type { Backend, Executor } from './model/backend.js'
import type { Config } from './options/options.js'
import type { Reporter } from './progress/verbose-reporter.js'
import type { Arrival } from './schedule/arrivals.js'
import { adaptiveSize, fixedSize } from './schedule/batch-size.js'
import { dispatch } from './schedule/dispatcher.js'
import { inline } from './schedule/inline.js'
import { inOrder } from './schedule/order.js'
import { readAll } from './schedule/read-all.js'
import { collect, stream } from './schedule/results.js'
import type { Run } from './schedule/run.js'
import type { Source } from './schedule/source.js'
import { tap, tapEnd } from './schedule/tap.js'

export interface RunParts {
  readonly config: Config
  readonly source: Source
  readonly backend: Backend
  /** Opens the executor, or gives the one that is open. */
  readonly open: () => Executor
  readonly reporter: Reporter
}

/** How long the event loop waits, and results of the plain loop are held back, in ms. */
const SLICE = 10

export function begin({ config, source, backend, open, reporter }: RunParts): Run {
  const tapped = tapEnd(source, (tasks) => reporter.exhausted(tasks))
  const { nJobs, signal, batchSize } = config
  const { traits } = backend
  const isList = config.returnAs === 'list'
  const stopOnFailure = config.onError === 'raise'
  reporter.start()
  if (traits.inline) {
    return inline({
      source: tapped,
      batchSize: batchSize !== 'auto' ? batchSize : isList ? undefined : 1,
      slice: isList ? SLICE : 0,
      stopOnFailure,
      signal,
      now: () => performance.now(),
      pause: () => setImmediate(),
    })
  }
  return dispatch({
    source: config.preDispatch === Infinity ? readAll(tapped) : tapped,
    executor: open(),
    sizer: batchSize !== 'auto' ? fixedSize(batchSize) : traits.batches ? adaptiveSize(nJobs, config.preDispatch) : fixedSize(1),
    nJobs,
    prefetch: traits.batches,
    readAhead: config.preDispatch,
    stopOnFailure,
    signal,
    rest: restAfter(SLICE),
  })
}

/** Says when the event loop has waited for `ms`: messages that keep coming, and promises, can hold it up for ever. */
function restAfter(ms: number): () => Promise<void> | undefined {
  let since: number | undefined
  return () => {
    if (since === undefined) {
      since = performance.now()
      void setImmediate().then(() => (since = undefined))
    }
    return performance.now() - since < ms ? undefined : setImmediate()
  }
}

/** All results in one array. */
export async function toList(run: Run, { onError }: Config, reporter: Reporter): Promise<unknown[]> {
  const each: Run['each'] = (visit) =>
    run.each((arrival) => {
      reporter.completed(arrival.values.length)
      visit(arrival)
    })
  const results = await collect({ ...run, each }, onError)
  reporter.finish()
  return results
}

/** Results one by one, in order or as they come. */
export function toStream(run: Run, { onError, returnAs }: Config, reporter: Reporter): AsyncGenerator<unknown, void, void> {
  const arrivals = watched(run, reporter)
  return stream(returnAs === 'generator' ? inOrder(arrivals) : arrivals, onError, run.delivered)
}

async function* watched(run: Run, reporter: Reporter): AsyncGenerator<Arrival> {
  yield* tap(run.arrivals, ({ values }) => reporter.completed(values.length))
  reporter.finish()
}
