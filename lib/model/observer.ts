import type { RetryEvent } from './events.js'
import type { Task } from './task.js'
import type { WorkerInfo } from './worker-info.js'

/** Watches a call. An error that a method throws ends the call. */
export interface Observer {
  /** The call has begun. Comes once, and first. */
  started?(): void
  /** Some consecutive tasks are over for good. */
  completed?(tasks: CompletedTasks): void
  /** A task has failed and will run again. */
  retried?(event: RetryEvent): void
  /** The input has kept the caller's thread busy for so many ms. */
  read?(elapsed: number): void
  /** From now on the call can do no more until something happens. */
  waits?(what: WaitsFor): void
  /** From now on batches hold so many tasks. */
  resized?(batchSize: number): void
  /** The input has ended; it had so many tasks. */
  exhausted?(total: number): void
  /** The call is over, with `error` if it has failed. Comes once, and last; the call waits for it. */
  ended?(how: Ending, error?: unknown): void | Promise<void>
}

/** How a call has ended. `'left'`: its consumer wanted no more. */
export type Ending = 'done' | 'failed' | 'left'

/**
 * What a call waits for.
 *
 * - `'workers'`: as many tasks as may be are under way
 * - `'input'`: there is room for more, and the input is being waited for
 * - `'consumer'`: there is room for more, but results wait to be consumed, or `preDispatch` allows no more; or all is done,
 *   and only results are left to consume
 * - `'caller'`: the event loop of the caller's thread has its turn
 * - `'tail'`: no more tasks are to come, and some workers have nothing to do
 */
export type WaitsFor = 'workers' | 'input' | 'consumer' | 'caller' | 'tail'

/** What became of consecutive tasks. Times are in milliseconds. */
export interface CompletedTasks {
  /** The index in the input of the first task. */
  readonly start: number
  /** How many tasks there are, failed ones included. */
  readonly count: number
  /** How many tasks have failed for good. */
  readonly failed: number
  /** Runs that failed, those after which the task will run again included. */
  readonly failures: readonly FailedTask[]
  /** How long the tasks took where they ran. */
  readonly elapsed: number
  /** How much longer handing the tasks over and their results back took; 0 where nothing is handed over. */
  readonly overhead: number
  /** How long the caller's thread was busy sending the tasks: the time for a batch counts with its first part. */
  readonly sending: number
  /** The batch that the tasks belong to: the index of its first task, and how many it has. */
  readonly batch: { readonly start: number; readonly tasks: number }
  /** The worker that ran the tasks; undefined where there are no workers. */
  readonly worker: WorkerInfo | undefined
  /** The longest of the tasks, where they took long enough to be timed one by one; a few, in no order. */
  readonly longest: readonly TimedTask[]
  /** When the tasks ran, where `trace` asks for it. */
  readonly spans: readonly Span[]
}

export interface FailedTask {
  readonly index: number
  readonly error: unknown
}

export interface TimedTask {
  readonly index: number
  readonly task: Task
  readonly elapsed: number
}

/** Tasks that ran one right after the other, too short to be told apart, or a single one. */
export interface Span {
  /** The index in the input of the first task. */
  readonly start: number
  readonly count: number
  /** The first task. */
  readonly task: Task
  /** When the first task began, in ms by the machine's monotonic clock, which all threads and processes share. */
  readonly at: number
  readonly elapsed: number
}

/** Makes one observer of several: each is told everything, and of the end only once. */
export function observers(all: readonly Observer[]): Observer {
  let isOver = false
  return {
    started() {
      for (const each of all) each.started?.()
    },
    completed(tasks) {
      for (const each of all) each.completed?.(tasks)
    },
    retried(event) {
      for (const each of all) each.retried?.(event)
    },
    read(elapsed) {
      for (const each of all) each.read?.(elapsed)
    },
    waits(what) {
      for (const each of all) each.waits?.(what)
    },
    resized(batchSize) {
      for (const each of all) each.resized?.(batchSize)
    },
    exhausted(total) {
      for (const each of all) each.exhausted?.(total)
    },
    ended(how, error) {
      if (isOver) return undefined
      isOver = true
      return tellEnd(all, how, error)
    },
  }
}

async function tellEnd(all: readonly Observer[], how: Ending, error: unknown): Promise<void> {
  let thrown: { readonly error: unknown } | undefined
  for (const each of all) {
    try {
      const ending = thrown ? each.ended?.('failed', thrown.error) : each.ended?.(how, error)
      if (ending) await ending
    } catch (error) {
      thrown ??= { error } // the others have to know of the end nevertheless
    }
  }
  if (thrown) throw thrown.error
}
