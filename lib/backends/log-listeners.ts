import type { Batch } from '../model/batch.js'
import type { LogEntry } from '../model/events.js'
import { describeTask, type TaskInfo } from '../model/task-info.js'
import type { WorkerInfo } from '../model/worker-info.js'
import { taskAt } from '../wire/coded-batch.js'
import type { LogMessage } from '../wire/message.js'

/** Somebody who wants to hear what the tasks of a batch write. */
interface LogListener {
  readonly hear: (entry: LogEntry) => void
  /** Ends the call with what `hear` throws. */
  readonly fail: (error: unknown) => void
}

interface Subscription extends LogListener {
  /** The batch that is listened to; undefined once it is over. */
  batch: Batch | undefined
  /** The task that has written last: it may write often. */
  task: TaskInfo | undefined
}

/** Who hears what is written in a worker, by ids of batches. A batch that is over is heard of until the next one begins. */
export class LogListeners {
  readonly #worker: WorkerInfo
  readonly #subscriptions = new Map<number, Subscription>()

  constructor(worker: WorkerInfo) {
    this.#worker = worker
  }

  add(id: number, batch: Batch, listener: LogListener): void {
    this.#subscriptions.set(id, { ...listener, batch, task: undefined })
  }

  message({ id, position, level, text }: LogMessage): void {
    this.begun(id)
    const subscription = this.#subscriptions.get(id)
    if (!subscription) return
    const task = position === undefined ? undefined : taskOf(subscription, position)
    const failed = (error: unknown) => {
      this.drop(id)
      subscription.fail(error)
    }
    try {
      const told: unknown = subscription.hear({ level, text, worker: this.#worker, task })
      if (told instanceof Promise) told.catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  /** Notes that the worker has begun this batch. */
  begun(id: number): void {
    for (const [other, { batch }] of this.#subscriptions) if (other !== id && !batch) this.#subscriptions.delete(other)
  }

  /** Notes that no task of the batch writes any more; something that they have left behind may. */
  over(id: number): void {
    const subscription = this.#subscriptions.get(id)
    if (subscription) subscription.batch = subscription.task = undefined
  }

  drop(id: number): void {
    this.#subscriptions.delete(id)
  }
}

function taskOf(subscription: Subscription, position: number): TaskInfo | undefined {
  if (!subscription.batch) return undefined
  const index = subscription.batch.start + position
  if (subscription.task?.index !== index) subscription.task = describeTask(taskAt(subscription.batch, position), index)
  return subscription.task
}
