import { atDepth } from '../model/depth.js'
import { type SetTimer, Timers } from '../model/timers.js'
import type { Observer } from '../model/observer.js'
import { nextStride, runStretch } from '../model/stretch.js'
import type { Tasks } from '../model/tasks.js'
import { type Abortable, abortable } from './abortable.js'
import type { Arrival } from './arrivals.js'
import { attempts } from './attempt.js'
import { Chunk } from './chunk.js'
import type { Retry } from './retry.js'
import type { Run } from './run.js'
import type { Pause, Pulled, Source } from './source.js'

export interface InlinePlan {
  readonly source: Source
  /** Tasks read before they are run; undefined: one, or some tiny ones of an input that is at hand. */
  readonly batchSize: number | undefined
  /** Milliseconds after which results are passed on and the event loop gets a turn; 0: after every stretch, no turn. */
  readonly slice: number
  readonly stopOnFailure: boolean
  readonly signal: AbortSignal | undefined
  readonly observer: Observer
  /** How many calls deep this one is. */
  readonly depth: number
  readonly retry: Retry
  readonly setTimer: SetTimer
  /** Milliseconds for which a task may wait. */
  readonly timeout: number | undefined
  /** Whether the observer wants to know when tasks ran. */
  readonly traced: boolean
  /** By the machine's monotonic clock, in ms. */
  readonly now: () => number
  readonly pause: Pause
}

/** A run that needs no executor: nothing happens but when its consumer asks. */
export function inline(plan: InlinePlan): Run {
  const limit = { end: 0 }
  const abort = abortable(plan.signal, () => (limit.end = 0))
  const close = async (quietly = false) => {
    try {
      await plan.source.close()
    } catch (error) {
      if (!quietly) throw error // else what ended the call outweighs how its input took it
    }
  }
  const arrivals = runTasks({ limit, abort, close, ...plan })
  return {
    arrivals,
    async each(visit) {
      for await (const arrival of arrivals) visit(arrival)
    },
    delivered() {},
    abort(error) {
      abort.end(error)
      void close(true)
    },
    stop() {
      abort.end(STOPPED)
      return close()
    },
  }
}

interface InlineRun extends InlinePlan {
  /** Where the stretch that is running ends: at once when the call is aborted. */
  readonly limit: { end: number }
  readonly abort: Abortable
  readonly close: (quietly: boolean) => Promise<void>
}

/** Why a call ends that its consumer has left: it ends silently. */
const STOPPED = Symbol('stopped')

/** Runs the tasks where the caller is: reads a batch, runs its tasks one by one, reads the next. */
async function* runTasks(plan: InlineRun): AsyncGenerator<Arrival, void, void> {
  const { source, slice, limit, abort, stopOnFailure, observer, traced, now, pause } = plan
  const timers = new Timers(plan.setTimer)
  let chunk = new Chunk(0)
  let stride = 1
  const { settle, failed } = attempts({ timers, taker: () => chunk, ...plan })
  const pull = (): Pulled | Promise<Pulled> => {
    abort.throwIfAborted()
    try {
      const pulled = source.next(plan.batchSize ?? (source.atHand ? stride : 1))
      return pulled instanceof Promise ? abort.wait(pulled).catch((error) => void failed(error)) : pulled
    } catch (error) {
      void failed(error)
    }
  }
  /** Runs the tasks from `from` up to `end`, or to one that fails. A promise when one has to be waited for. */
  const run = (tasks: Tasks, from: number, end: number): void | Promise<void> => {
    abort.throwIfAborted()
    limit.end = Math.min(end, tasks.length)
    const before = chunk.values.length
    const halt = atDepth(plan.depth, () => runStretch(tasks, from, limit, chunk.values))
    if (!halt) return abort.throwIfAborted()
    const task = tasks.at(from + chunk.values.length - before)!
    return 'error' in halt ? failed(halt.error, task) : settle(() => halt.pending, task)
  }
  const waitFor = async (pulled: Promise<Pulled>) => {
    observer.waits?.('input')
    const tasks = await pulled
    observer.waits?.('workers')
    return tasks
  }
  const rest = () => {
    observer.waits?.('caller')
    return pause()
  }
  const isOver = () => stopOnFailure && chunk.failures.length > 0

  let time = now()
  let sliceEnd = time + slice
  try {
    while (!isOver()) {
      const pulled = pull()
      const tasks = pulled instanceof Promise ? await waitFor(pulled) : pulled
      if (!tasks) break
      if (!source.atHand) time = now()
      for (let position = 0; position < tasks.length && !isOver(); ) {
        const before = chunk.values.length
        const waiting = run(tasks, position, position + stride)
        if (waiting) await waiting
        position += chunk.values.length - before
        const started = time
        time = now()
        stride = nextStride(stride, time - started)
        chunk.ran(tasks, position, chunk.values.length - before, time - started, traced ? started : undefined)
        if (time < sliceEnd) continue

        observer.completed?.(chunk.completed())
        observer.waits?.('consumer')
        yield chunk
        if (isOver()) return
        chunk = new Chunk(chunk.next)
        if (slice > 0) await rest()
        observer.waits?.('workers')
        time = now()
        sliceEnd = time + slice
      }
    }
    if (chunk.values.length === 0) return
    observer.completed?.(chunk.completed())
    yield chunk
  } catch (error) {
    if (error !== STOPPED) throw error
  } finally {
    abort.release()
    timers.cancelAll()
    await plan.close(abort.isAborted())
  }
}
