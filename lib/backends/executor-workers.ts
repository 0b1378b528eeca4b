import type { ExecutorOptions } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { coresLeft } from '../options/nesting.js'
import type { BatchSettings } from '../wire/message.js'
import { batchSettings } from './batch-settings.js'
import { warnOfMemory } from './death.js'
import { workerOptions } from './start-options.js'
import { defaultThreads } from './thread-variables.js'
import type { Transport } from './transport.js'
import { sharedPool, type WorkerPool } from './worker-pool.js'
import { type Offer, WorkerQueue } from './worker-queue.js'
import type { WorkerSlot } from './worker-slot.js'

/** Batches that wait at a worker while another one runs. */
const WAITING_AT_WORKER = 1

/** The workers that an executor has from the shared pool, a queue each. */
export class ExecutorWorkers {
  readonly #transport: Transport
  readonly #options: ExecutorOptions
  readonly #onRoom: () => void
  /** Variables for the environment of new workers. */
  readonly #defaults: Readonly<Record<string, string>> | undefined
  #settings: BatchSettings | undefined
  #opening: Promise<WorkerPool> | undefined
  #pool: WorkerPool | undefined
  readonly #queues = new Set<WorkerQueue>()
  /** Workers that the executor has had, and that may still know its functions. */
  readonly #used = new Set<WorkerSlot>()
  /** Workers that have served their time, on their way out. */
  readonly #leaving = new Set<Promise<void>>()
  #warned = false

  /** @param onRoom called whenever a worker has room for a batch more, or has ended */
  constructor(transport: Transport, options: ExecutorOptions, onRoom: () => void) {
    this.#transport = transport
    this.#options = options
    this.#onRoom = onRoom
    this.#defaults = transport.kind === 'process' ? defaultThreads(coresLeft(options.nJobs)) : undefined
  }

  get isOpen(): boolean {
    return this.#pool !== undefined
  }

  get isEmpty(): boolean {
    return this.#queues.size === 0
  }

  /** Whether there is a worker without a batch, or may be one. */
  get hasIdle(): boolean {
    return this.#queues.size < this.#options.nJobs || [...this.#queues].some(({ load }) => load === 0)
  }

  /** Finds the pool; workers can be taken from it then. */
  async open(): Promise<void> {
    this.#opening ??= sharedPool(this.#transport, workerOptions(this.#options))
    try {
      this.#pool = await this.#opening
    } catch (error) {
      this.#opening = undefined // the next call may have more luck
      throw error
    }
  }

  /** Takes workers from the pool until there is one for each batch, but no more than `nJobs`. */
  takeFor(batches: number): void {
    const wanted = Math.min(this.#options.nJobs, batches)
    while ([...this.#queues].filter(({ room }) => room > 0).length < wanted) this.#takeOne()
  }

  /** Where the batch can go now: to an idle worker, else to wait at one that is about to be idle. */
  queueFor(batch: Batch): WorkerQueue | undefined {
    const queues = [...this.#queues]
    const open = queues.filter(({ room }) => room > 0)
    const working = queues.filter(({ load }) => load > 0).length
    const idle = working < this.#options.nJobs ? open.find(({ load }) => load === 0) : undefined
    return idle ?? open.find((queue) => queue.load > 0 && queue.load <= WAITING_AT_WORKER && queue.servesOnly(batch.call))
  }

  /** The tasks that an idle worker could take over. */
  offers(): Offer[] {
    return [...this.#queues].flatMap((queue) => queue.offer() ?? [])
  }

  /** Lets go of workers that have ended, and of those that have served their time. */
  dropUnusable(): void {
    for (const queue of this.#queues) {
      const isDone = queue.room === 0 && queue.load === 0
      if (isDone && queue.slot.isUsable) this.#dismiss(queue.slot)
      if (isDone || !queue.slot.isUsable) this.#queues.delete(queue)
    }
    for (const slot of this.#used) if (!slot.isUsable) this.#used.delete(slot)
  }

  /** Gives workers without a batch back to the pool: another executor may have one for them. */
  releaseIdle(): void {
    for (const queue of this.#queues) {
      if (queue.load > 0) continue
      this.#queues.delete(queue)
      if (queue.room === 0 && queue.slot.isUsable) this.#dismiss(queue.slot)
      else this.#pool!.release(queue.slot, this.#options.nJobs, this.#options.idleTimeout)
    }
  }

  forgetCall(call: number): void {
    for (const slot of this.#used) slot.forgetCall(call)
  }

  /** Ends the workers that nobody else uses. */
  async close(): Promise<void> {
    await Promise.all([...this.#used].map((slot) => this.#pool?.retire(slot)))
    await Promise.all(this.#leaving)
  }

  #takeOne(): void {
    const { timeout, maxTasksPerWorker } = this.#options
    const slot = this.#pool!.acquire(this.#defaults)
    // only now: counting cores takes time in which a worker is starting
    const settings = (this.#settings ??= batchSettings(this.#options, this.#transport))
    const mayStartAnother = () => this.#pool!.mayStartAnother
    const queue = new WorkerQueue(slot, { settings, timeout, maxTasks: maxTasksPerWorker, mayStartAnother }, this.#onRoom)
    this.#used.add(slot)
    if (queue.room > 0) this.#queues.add(queue)
    else this.#dismiss(slot)
  }

  /** Ends a worker that has served its time. */
  #dismiss(slot: WorkerSlot): void {
    const { maxMemoryPerWorker } = this.#options
    if (slot.usage.full && !this.#warned) warnOfMemory(maxMemoryPerWorker!, this.#transport.noun)
    this.#warned ||= slot.usage.full
    slot.listener = undefined
    const left = slot.end().then(() => void this.#leaving.delete(left))
    this.#leaving.add(left)
  }
}
