import { type BatchHost, BatchRun } from '../../../lib/worker/run-batch.js'
import type { BatchMessage, ToWorker } from '../../../lib/wire/message.js'
import type { Progress } from '../../../lib/wire/reply.js'
import type { Machine } from './machine.js'
import type { VirtualTime } from './virtual-time.js'

/** What a task comes to: how many ms it takes on a worker. */
export type Durations = (task: number, worker: number) => number

export interface WorkerParts {
  readonly id: number
  readonly time: VirtualTime
  readonly machine: Machine
  readonly durations: Durations
  /** Called at the time at which the worker says it. */
  readonly tell: (progress: Progress) => void
}

const none = (): never => {
  throw new Error('expected batches of numbers, got more')
}

/** lib/worker/pool-worker.ts in virtual time. What it is told waits until it lets messages in. */
export class SimulatedWorker {
  readonly #parts: WorkerParts
  readonly #arrived: ToWorker[] = []
  readonly #waiting: BatchMessage[] = []
  readonly #host: BatchHost
  /** What its clock shows: ahead of the others' while it runs tasks, as nothing can interrupt it then. */
  #now = 0
  #working = false
  #current: { readonly id: number; readonly run: BatchRun } | undefined

  constructor(parts: WorkerParts) {
    this.#parts = parts
    const { time, durations, id } = parts
    const fn = (task: unknown) => {
      this.#now += durations(task as number, id)
      return task
    }
    this.#host = {
      functionOf: () => fn,
      handleOf: none,
      argumentsOf: none,
      borrow: none,
      checkBorrowed: none,
      tell: (progress) => {
        const sent = { ...progress, values: [...progress.values] } // as serialized: the batch goes on with the same array
        time.quietlyAt(this.#now, () => parts.tell(sent))
      },
      told: () => undefined,
      pause: () => new Promise((resolve) => time.at(this.#now, () => resolve(this.#letIn()))),
      takesMoreThan: () => false,
      now: () => this.#now,
    }
  }

  receive(message: ToWorker): void {
    this.#arrived.push(message)
    if (!this.#working && this.#now <= this.#parts.time.now) this.#letIn()
  }

  #letIn(): void {
    for (let message = this.#arrived.shift(); message; message = this.#arrived.shift()) {
      if (message.kind === 'cut') this.#cut(message.id)
      else if (message.kind === 'batch') this.#waiting.push(message)
      if (!this.#working && this.#waiting.length > 0) return void this.#work() // at once: what came behind it must wait
    }
  }

  async #work(): Promise<void> {
    const { time, machine } = this.#parts
    this.#working = true
    this.#now = time.now
    for (let message = this.#waiting.shift(); message; message = this.#waiting.shift()) {
      this.#now += message.size * machine.workerTask
      this.#current = { id: message.id, run: new BatchRun(message, this.#host) }
      await this.#current.run.run()
      this.#current = undefined
    }
    this.#working = false
    time.at(this.#now, () => this.#letIn())
  }

  #cut(id: number): void {
    if (this.#current?.id === id) return this.#current.run.cut()
    const place = this.#waiting.findIndex((message) => message.id === id)
    if (place < 0) return
    this.#waiting.splice(place, 1)
    this.#parts.tell({ id, offset: 0, values: [], failures: [], elapsed: 0, longest: [], spans: [], claim: 1, end: true, full: false })
  }
}
