import type { Observer } from '../model/observer.js'
import { type SetTimer, Timers } from '../model/timers.js'
import { abortable } from './abortable.js'
import type { Arrival } from './arrivals.js'
import type { Run } from './run.js'
import type { Pause } from './source.js'
import { type StretchPlan, StretchRunner } from './stretch-runner.js'

export interface InlinePlan extends Omit<StretchPlan, 'limit' | 'abort' | 'timers'> {
  readonly signal: AbortSignal | undefined
  readonly setTimer: SetTimer
  /** Gives the event loop a turn. */
  readonly pause: Pause
}

/** Runs tasks in the caller's thread, without an executor. Nothing happens but when the consumer asks. */
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
  const timers = new Timers(plan.setTimer)
  const arrivals = runTasks({ limit, abort, timers, close, ...plan })
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

interface InlineRun extends StretchPlan, Pick<InlinePlan, 'pause'> {
  readonly close: (quietly: boolean) => Promise<void>
}

/** The reason for which a call is aborted whose consumer has left: it ends silently. */
const STOPPED = Symbol('stopped')

/** Runs tasks one by one, and passes their results on after each slice of time. */
async function* runTasks(plan: InlineRun): AsyncGenerator<Arrival, void, void> {
  const { slice, abort, observer, timers, close } = plan
  const runner = new StretchRunner(plan)
  try {
    runner.startSlice()
    while (!runner.isOver()) {
      if (!runner.hasTasks()) {
        const reading = runner.read()
        if (reading) await inputOf(reading, observer)
        if (!runner.hasTasks()) break
      }
      const waiting = runner.run()
      if (waiting) await waiting
      runner.measure()
      if (!runner.sliceIsOver()) continue

      const arrival = runner.take()!
      observer.waits?.('consumer')
      yield arrival
      if (runner.isOver()) return
      if (slice > 0) await rest(plan)
      observer.waits?.('workers')
      runner.startSlice()
    }
    const arrival = runner.take()
    if (arrival) yield arrival
  } catch (error) {
    if (error !== STOPPED) throw error
  } finally {
    abort.release()
    timers.cancelAll()
    await close(abort.isAborted())
  }
}

async function inputOf(reading: Promise<void>, observer: Observer): Promise<void> {
  observer.waits?.('input')
  await reading
  observer.waits?.('workers')
}

async function rest({ observer, pause }: InlineRun): Promise<void> {
  observer.waits?.('caller')
  await pause()
}
