import type { Executor, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { type SetTimer, Timers } from '../model/timers.js'
import type { Observer, WaitsFor } from '../model/observer.js'
import { type ArrivedFailure, Arrivals } from './arrivals.js'
import { type BatchSizer, tailSize } from './batch-size.js'
import { batcher } from './batcher.js'
import { completedPart } from './completed.js'
import type { Retry } from './retry.js'
import type { Run } from './run.js'
import type { Source } from './source.js'
import { waitsFor } from './waits-for.js'
import { without } from './without.js'

export interface DispatchPlan {
  readonly source: Source
  readonly executor: Executor
  readonly sizer: BatchSizer
  readonly nJobs: number
  /** Whether a batch may wait at the executor while as many as can are running. */
  readonly prefetch: boolean
  /** The most tasks that may be read and not yet delivered; undefined: as many as keep the workers busy. */
  readonly readAhead: number | undefined
  /** After a failure no further task is read. */
  readonly stopOnFailure: boolean
  readonly signal: AbortSignal | undefined
  readonly observer: Observer
  readonly retry: Retry
  readonly setTimer: SetTimer
  /** A promise when the event loop has waited for long and is to have a turn before the next batch. */
  readonly rest: () => Promise<void> | undefined
}

interface InFlight {
  readonly batch: Batch
  reported: number
  /** Undefined until a part says that there is such a thing. */
  overhead: number | undefined
  sending: number
  waited: boolean
}

/** Two batches a job, so that no worker waits for its next one. */
const BRIEF_BATCHES = 2
/** Batches a job whose results may wait to be consumed by default. Those at the workers don't count: no job may starve. */
const BATCHES_UNCONSUMED = 2

/** Keeps the executor busy: submits a batch whenever there is room for one, and passes on what comes back. */
export function dispatch(plan: DispatchPlan): Run {
  const { source, executor, sizer, nJobs, signal, observer } = plan
  const batches = batcher(source)
  const inFlight = new Set<InFlight>()
  const retries = new Timers(plan.setTimer)
  let delivered = 0
  let pulling = false
  let feeding = false
  let resting = false
  let dry = false // the batcher had nothing at the last look
  let over = false
  let hasFailed = false
  let waits: WaitsFor | undefined

  const feed = () => {
    if (feeding || resting) return
    feeding = true
    let readAheadFull = false
    while (!over && !dry && !readAheadFull && !resting && hasSlot() && (!pulling || batches.hasReturned())) {
      const size = nextSize()
      readAheadFull = size <= 0
      if (!readAheadFull && !rest()) pull(size)
    }
    feeding = false
    if (!over) watch(() => tellWaits(readAheadFull))
    if (over || pulling || resting || !(dry || readAheadFull)) return
    if (isAllDone()) finish()
    else if (hasSlot()) watch(() => executor.share())
  }

  /** Whatever it throws ends the call. */
  const watch = (tell: () => void) => {
    try {
      tell()
    } catch (error) {
      abort(error)
    }
  }

  const tellWaits = (readAheadFull: boolean) => {
    const what = waitsFor({ resting, hasSlot: hasSlot(), pulling, readAheadFull, allDone: isAllDone() })
    if (what !== waits) observer.waits?.((waits = what))
  }

  const isAllDone = () => dry && inFlight.size === 0 && retries.count === 0

  const rest = () => {
    const rested = plan.rest()?.then(() => {
      resting = false
      feed()
    })
    return (resting = rested !== undefined)
  }

  const hasSlot = () => inFlight.size < nJobs * (plan.prefetch && nJobs > 1 && sizer.brief() ? BRIEF_BATCHES : 1)

  const nextSize = () => {
    const remaining = batches.remaining()
    if (batches.hasReturned()) return tailSize(sizer.size(), remaining, nJobs, sizer.least()) // read already
    const wanted = sizer.size(remaining)
    const ahead = batches.pulled() - delivered
    if (plan.readAhead !== undefined) return Math.min(wanted, plan.readAhead - ahead)
    return ahead - atWork() < BATCHES_UNCONSUMED * nJobs * sizer.size() ? wanted : 0
  }

  const atWork = () => {
    let tasks = 0
    for (const { batch, reported } of inFlight) tasks += batch.tasks.length - reported
    return tasks
  }

  const pull = (size: number) => {
    try {
      const batch = batches.next(size)
      if (!(batch instanceof Promise)) return take(batch)
      pulling = true
      const settled = (then: () => void) => {
        pulling = false
        then()
        feed()
      }
      batch.then(
        (batch) => settled(() => take(batch)),
        (error: unknown) => settled(() => inputFailed(error)),
      )
    } catch (error) {
      inputFailed(error)
    }
  }

  const take = (batch: Batch | undefined) => {
    if (over) return
    if (batch) submit(batch)
    else dry = !batches.hasReturned()
  }

  const submit = (batch: Batch) => {
    const entry: InFlight = { batch, reported: 0, overhead: undefined, sending: 0, waited: false }
    inFlight.add(entry)
    const failed = (error: unknown) => inFlight.delete(entry) && abort(error)
    try {
      executor
        .submit(batch, (part) => {
          if (inFlight.has(entry)) arrived(entry, part)
        })
        .then(() => inFlight.delete(entry) && ended(entry), failed)
    } catch (error) {
      failed(error) // a backend of the user may do anything
    }
  }

  const arrived = (entry: InFlight, part: Part) => {
    const { start, tasks } = entry.batch
    entry.reported = part.offset + part.values.length
    if (part.overhead !== undefined) entry.overhead = (entry.overhead ?? 0) + part.overhead
    entry.sending = part.sending ?? 0
    entry.waited = part.waited ?? false
    if (part.elapsed > 0 && part.values.length > 0) sizer.ran(part.values.length, part.elapsed)
    const failures = part.failures.map(({ position, error }) => {
      return { index: start + position, error, task: tasks.at(position)! }
    })
    watch(() => {
      const again = failures.filter((failure) => runsAgain(failure, entry.batch))
      if (failures.length > again.length && plan.stopOnFailure) {
        hasFailed = true
        batches.close()
      }
      const arrival = { start: start + part.offset, values: part.values, failures }
      if (again.length === 0) arrivals.push(arrival)
      else for (const piece of without(arrival, again.map(({ index }) => index))) arrivals.push(piece)
      if (part.values.length > 0) observer.completed?.(completedPart(entry.batch, part, again.length))
    })
  }

  const runsAgain = (failure: ArrivedFailure, { call, attempts: before = 0 }: Batch): boolean => {
    const attempts = before + 1
    const delay = plan.retry(failure, attempts)
    if (delay === undefined) return false
    const { index: start, task } = failure
    retries.in(delay, () => {
      batches.giveBack({ call, start, tasks: [task!], attempts }, 0)
      dry = false
      feed()
    })
    return true
  }

  const ended = (entry: InFlight) => {
    const { length } = entry.batch.tasks
    const { overhead, waited, sending } = entry
    if (overhead !== undefined) sizer.cost({ tasks: length, overhead, waited, sending })
    if (entry.reported < length) {
      batches.giveBack(entry.batch, entry.reported)
      dry = false
    }
    feed()
  }

  const inputFailed = (error: unknown) => {
    const index = batches.pulled()
    arrivals.push({ start: index, values: [undefined], failures: [{ index, error, task: undefined }] })
    batches.close()
    dry = !batches.hasReturned()
  }

  const finish = () => {
    // a task's failure, which may not have been looked at yet, outweighs how the input took its end
    close().then(() => arrivals.end(), (error: unknown) => (hasFailed ? arrivals.end() : arrivals.fail(error)))
  }
  const abort = (error: unknown) => {
    arrivals.fail(error)
    close().catch(() => {}) // what ended the call outweighs how its input took it
  }
  const stop = async () => {
    arrivals.end()
    await close()
  }
  const close = async () => {
    over = true
    retries.cancelAll()
    signal?.removeEventListener('abort', onAbort)
    for (const { batch } of inFlight) executor.stop(batch)
    inFlight.clear()
    executor.end?.(batches.call)
    await source.close()
  }
  const onAbort = () => abort(signal?.reason)

  const arrivals = new Arrivals(stop)
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) abort(signal.reason)
  feed()
  return {
    arrivals,
    each: (visit) => arrivals.each(visit),
    delivered(tasks) {
      delivered += tasks
      feed()
    },
    abort,
    stop,
  }
}
