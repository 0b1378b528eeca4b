import type { Batch } from '../model/batch.js'
import type { LogEntry } from '../model/events.js'
import { describeTask, type TaskInfo } from '../model/task-info.js'
import type { WorkerInfo } from '../model/worker-info.js'
import { taskAt } from '../wire/coded-batch.js'
import type { LogMessage } from '../wire/message.js'

/** Somebody who wants to hear what the tasks of a batch write. */
interface Hearer {
  readonly hear: (entry: LogEntry) => void
  /** Ends the call with what `hear` throws. */
  readonly fail: (error: unknown) => void
}

interface Heard extends Hearer {
  /** Undefined once it is over. */
  batch: Batch | undefined
  /** The one that has written last: it may write often. */
  task: TaskInfo | undefined
}

/** Who hears what a worker writes, by ids of batches. A batch that is over is heard of until the worker begins another. */
export class LogHearers {
  readonly #worker: WorkerInfo
  readonly #heard = new Map<number, Heard>()

  constructor(worker: WorkerInfo) {
    this.#worker = worker
  }

  add(id: number, batch: Batch, hearer: Hearer): void {
    this.#heard.set(id, { ...hearer, batch, task: undefined })
  }

  message({ id, position, level, text }: LogMessage): void {
    this.begun(id)
    const heard = this.#heard.get(id)
    if (!heard) return
    const task = position === undefined ? undefined : taskOf(heard, position)
    try {
      heard.hear({ level, text, worker: this.#worker, task })
    } catch (error) {
      this.drop(id)
      heard.fail(error)
    }
  }

  /** The worker is at this batch. */
  begun(id: number): void {
    for (const [other, { batch }] of this.#heard) if (other !== id && !batch) this.#heard.delete(other)
  }

  /** None of its tasks writes any more; something that they have left behind may. */
  over(id: number): void {
    const heard = this.#heard.get(id)
    if (heard) heard.batch = heard.task = undefined
  }

  drop(id: number): void {
    this.#heard.delete(id)
  }
}

function taskOf(heard: Heard, position: number): TaskInfo | undefined {
  if (!heard.batch) return undefined
  const index = heard.batch.start + position
  if (heard.task?.index !== index) heard.task = describeTask(taskAt(heard.batch, position), index)
  return heard.task
}
