import { AsyncResource } from 'node:async_hooks'
import type { Executor, ExecutorOptions, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { refuseDepth } from '../options/nesting.js'
import { ExecutorWorkers } from './executor-workers.js'
import { printed } from './print.js'
import type { CallShipping, Shipping } from './shipping.js'
import { choose, SHARE_AFTER } from './sharing.js'
import type { Transport } from './transport.js'
import type { WorkerQueue } from './worker-queue.js'

/** A batch that was submitted. */
interface Job {
  readonly batch: Batch
  readonly report: (part: Part) => void
  readonly onLog: ExecutorOptions['onLog']
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  /** Where the batch went; undefined while it waits for a worker. */
  at?: { readonly queue: WorkerQueue; readonly batch: Batch }
}

let loaded: typeof import('./shipping.js') | undefined

/** All that captures functions and lends arrays: it is loaded while the first workers start. */
const loadShipping = () => import('./shipping.js')

/** Runs batches on workers of a shared pool, at most `nJobs` of them at a time. */
export class PooledExecutor implements Executor {
  readonly #transport: Transport
  readonly #options: ExecutorOptions
  readonly #workers: ExecutorWorkers
  #shipping: Shipping | undefined
  readonly #jobs = new Map<Batch, Job>()
  /** Jobs that no worker has room for yet. */
  readonly #waiting: Job[] = []
  /** Looks again whether there is something to share. */
  #sharing: NodeJS.Timeout | undefined
  readonly #onFree: (() => void)[] = []

  constructor(transport: Transport, options: ExecutorOptions) {
    this.#transport = transport
    this.#options = options
    refuseDepth()
    this.#workers = new ExecutorWorkers(transport, options, () => this.#handOut())
  }

  async submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    const onLog = this.#options.onLog && AsyncResource.bind(this.#options.onLog) // each call has its own context
    const settled = new Promise<void>((resolve, reject) => this.#jobs.set(batch, { batch, report, onLog, resolve, reject }))
    settled.catch(() => {}) // it may fail before it is waited for
    try {
      if (!this.#workers.isOpen) await this.#workers.open()
      this.#workers.takeFor(this.#jobs.size) // they start while functions are looked at
      loaded ??= await loadShipping()
      this.#ready(batch)
      this.#handOut()
      await settled
    } finally {
      this.#jobs.delete(batch)
      this.#checkFree()
    }
    await printed() // a reader that is slow holds up further batches, as it would hold up a loop
  }

  share(): void {
    clearTimeout(this.#sharing)
    if (this.#waiting.length > 0 || !this.#workers.hasIdle) return
    const offers = this.#workers.offers()
    const choice = choose(offers, performance.now())
    if (choice) choice.take()
    else if (offers.length > 0) this.#sharing = setTimeout(() => this.share(), SHARE_AFTER).unref()
  }

  stop(batch: Batch): void {
    const job = this.#jobs.get(batch)
    if (!job) return
    this.#jobs.delete(batch)
    const place = this.#waiting.indexOf(job)
    if (place >= 0) this.#waiting.splice(place, 1)
    job.at?.queue.stop(job.at.batch)
    job.resolve()
  }

  end(call: number): void {
    this.#workers.forgetCall(call)
    this.#shipping?.end(call)
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onFree.push(resolve)
      this.#checkFree()
    })
    await this.#workers.close()
    this.#shipping?.close()
  }

  /** How the functions and arrays of a call travel. */
  shippingOf(call: number): CallShipping {
    this.#shipping ??= new loaded!.Shipping(this.#transport, this.#options)
    return this.#shipping.ofCall(call)
  }

  /** Captures what the batch needs; from now on it waits for a worker. */
  #ready(batch: Batch): void {
    const job = this.#jobs.get(batch)
    if (!job) return // it was stopped meanwhile
    this.shippingOf(batch.call).functions.ship(batch.tasks)
    this.#waiting.push(job)
  }

  /** Gives waiting batches to the workers that have room for them. */
  #handOut(): void {
    this.#workers.dropUnusable()
    try {
      this.#workers.takeFor(this.#jobs.size)
    } catch (error) {
      for (const job of this.#waiting.splice(0)) job.reject(error)
    }
    for (let job = this.#waiting[0]; job; job = this.#waiting[0]) {
      const queue = this.#workers.queueFor(job.batch)
      if (!queue) break
      this.#waiting.shift()
      this.#run(job, queue)
      this.#workers.takeFor(this.#jobs.size) // who takes the place of a worker that may do no more is started at once
    }
    this.#checkFree()
  }

  #run(job: Job, queue: WorkerQueue): void {
    const batch = firstOf(job.batch, queue.room)
    job.at = { queue, batch }
    queue.run(batch, this.shippingOf(batch.call), job.report, job.onLog).then(job.resolve, job.reject)
  }

  #checkFree(): void {
    if (this.#jobs.size > 0) return
    this.#workers.releaseIdle()
    if (this.#workers.isEmpty) for (const resolve of this.#onFree.splice(0)) resolve()
  }
}

function firstOf(batch: Batch, tasks: number): Batch {
  return tasks >= batch.tasks.length ? batch : { ...batch, tasks: batch.tasks.slice(0, tasks) }
}
