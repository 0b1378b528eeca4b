import { channel, type Channel, tracingChannel } from 'node:diagnostics_channel'
import type { CompletedTasks, Ending, Observer } from '../model/observer.js'
import type { WorkerInfo } from '../model/worker-info.js'

/**
 * A call, as the tracing channel `allcores:call` tells of it: all of its events have the same object, which is filled in as the call
 * goes on.
 */
export interface CallContext {
  /** The options in force, as `parallel.config` shows them. */
  readonly config: object
  /** How many tasks are over by now, failed ones included. */
  count: number
  /** How many tasks have failed by now. */
  failed: number
  /** How the call has ended: `'done'`, `'failed'`, or `'left'` by its consumer; undefined before. */
  ended?: Ending
  /** What the call has failed with. */
  error?: unknown
}

/** What the channel `allcores:batch` tells: some consecutive tasks are over. Times are in milliseconds. */
export interface BatchEvent extends Pick<CompletedTasks, 'start' | 'count' | 'failed' | 'elapsed' | 'worker'> {
  /** The call that they belong to. */
  readonly call: CallContext
}

/** What the channel `allcores:worker:exit` tells: a worker has ended, for whatever reason. */
export interface WorkerExitEvent {
  readonly worker: WorkerInfo
  /** Null if a signal has ended it. */
  readonly exitCode: number | null
  /** Such as `SIGKILL`; null if none has ended it. */
  readonly signal: string | null
  /** How many tasks it has run to their end. */
  readonly tasks: number
}

const calls = tracingChannel<CallContext, CallContext>('allcores:call')
const batches = channel('allcores:batch')
const workerStart = channel('allcores:worker:start')
const workerExit = channel('allcores:worker:exit')

/** Begins a call, with a publisher if somebody has subscribed to its channels by now. */
export function published<T>(config: object, begin: (publisher: Observer | undefined) => T): T {
  if (!batches.hasSubscribers && !isSubscribed()) return begin(undefined)
  const call: CallContext = { config, count: 0, failed: 0 }
  return calls.traceSync(() => begin(new Publisher(call)), call)
}

function isSubscribed(): boolean {
  const { start, end, asyncStart, asyncEnd, error } = calls
  return [start, end, asyncStart, asyncEnd, error].some((each: Channel) => each.hasSubscribers)
}

/** Publishes what becomes of one call. */
class Publisher implements Observer {
  readonly #call: CallContext

  constructor(call: CallContext) {
    this.#call = call
  }

  completed({ start, count, failed, elapsed, worker }: CompletedTasks): void {
    this.#call.count += count
    this.#call.failed += failed
    if (!batches.hasSubscribers) return
    batches.publish({ start, count, failed, elapsed, worker, call: this.#call } satisfies BatchEvent)
  }

  ended(how: Ending, error: unknown): void {
    if (this.#call.ended) return
    this.#call.ended = how
    if (how === 'failed') {
      this.#call.error = error
      calls.error.publish(this.#call as CallContext & { error: unknown })
    }
    calls.asyncStart.publish(this.#call)
    calls.asyncEnd.publish(this.#call)
  }
}

/** Tells subscribers that a worker can take tasks. */
export function tellWorkerStart(worker: WorkerInfo): void {
  if (workerStart.hasSubscribers) workerStart.publish({ worker })
}

/** Tells subscribers that a worker has ended. */
export function tellWorkerExit(exit: WorkerExitEvent): void {
  if (workerExit.hasSubscribers) workerExit.publish(exit)
}
