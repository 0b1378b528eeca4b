import { channel, type Channel, tracingChannel } from 'node:diagnostics_channel'
import type { CompletedTasks, Ending, Observer } from '../model/observer.js'
import type { WorkerInfo } from '../model/worker-info.js'

/** What the channels of `allcores:call` tell of a call: the same object each time, filled in as the call goes. */
export interface CallContext {
  /** The options in force. */
  readonly config: object
  /** Tasks that are over by now, failed ones included. */
  count: number
  failed: number
  /** How it has ended. */
  ended?: Ending
  /** What it was rejected with. */
  error?: unknown
}

/** On `allcores:batch`: some consecutive tasks are over. */
export interface BatchEvent extends Pick<CompletedTasks, 'start' | 'count' | 'failed' | 'elapsed' | 'worker'> {
  /** The call that they belong to. */
  readonly call: CallContext
}

/** On `allcores:worker:exit`. */
export interface WorkerExitEvent {
  readonly worker: WorkerInfo
  readonly exitCode: number | null
  readonly signal: string | null
  /** How many tasks it has run. */
  readonly tasks: number
}

const calls = tracingChannel<CallContext, CallContext>('allcores:call')
const batches = channel('allcores:batch')
const workerStart = channel('allcores:worker:start')
const workerExit = channel('allcores:worker:exit')

/** Begins a call, which somebody may want to know of. Who subscribes later hears of the next one. */
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

/** A worker can take tasks. */
export function tellWorkerStart(worker: WorkerInfo): void {
  if (workerStart.hasSubscribers) workerStart.publish({ worker })
}

export function tellWorkerExit(exit: WorkerExitEvent): void {
  if (workerExit.hasSubscribers) workerExit.publish(exit)
}
