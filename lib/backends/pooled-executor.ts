import { AsyncResource } from 'node:async_hooks'
import { ownName } from '../arrays/files/owner.js'
import type { Executor, ExecutorOptions, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import type { ArrayOptions, ResultSettings } from '../model/lending.js'
import { MAX_NBYTES } from '../options/arrays.js'
import { coresLeft, refuseDepth } from '../options/nesting.js'
import type { BatchSettings } from '../wire/message.js'
import { warnOfMemory } from './death.js'
import { printed } from './print.js'
import { defaultThreads, wantedThreads } from './thread-variables.js'
import type { CallShipping, Shipping } from './shipping.js'
import { choose, SHARE_AFTER } from './sharing.js'
import type { WorkerOptions } from './start-options.js'
import type { Transport } from './transport.js'
import { WorkerQueue } from './worker-queue.js'
import { sharedPool, type WorkerPool } from './worker-pool.js'
import type { WorkerSlot } from './worker-slot.js'

interface Job {
  readonly batch: Batch
  readonly report: (part: Part) => void
  readonly onLog: ExecutorOptions['onLog']
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  queue?: WorkerQueue
  /** The batch, or as much of it as its worker may run. */
  sent?: Batch
}

let loaded: typeof import('./shipping.js') | undefined

/** All that captures functions and lends arrays: it is loaded while the first workers start. */
const loadShipping = () => import('./shipping.js')

/** Batches that wait at a worker while another one runs. */
const WAITING_AT_WORKER = 1

/** Runs batches on workers of a shared pool, at most `nJobs` of them at a time. */
export class PooledExecutor implements Executor {
  readonly #transport: Transport
  readonly #options: ExecutorOptions
  #settings: BatchSettings | undefined
  #shipping: Shipping | undefined
  readonly #jobs = new Map<Batch, Job>()
  readonly #waiting: Job[] = []
  readonly #queues = new Set<WorkerQueue>()
  readonly #used = new Set<WorkerSlot>()
  #sharing: NodeJS.Timeout | undefined
  readonly #onFree: (() => void)[] = []
  /** Workers that have served their time, on their way out. */
  readonly #leaving = new Set<Promise<void>>()
  /** Variables for the environment of new workers. */
  readonly #defaults: Readonly<Record<string, string>> | undefined
  #warned = false
  #opening: Promise<WorkerPool> | undefined
  #pool: WorkerPool | undefined

  constructor(transport: Transport, options: ExecutorOptions) {
    this.#transport = transport
    this.#options = options
    refuseDepth()
    this.#defaults = transport.kind === 'process' ? defaultThreads(coresLeft(options.nJobs)) : undefined
  }

  async submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    const onLog = this.#options.onLog && AsyncResource.bind(this.#options.onLog) // each call has its own context
    const settled = new Promise<void>((resolve, reject) => this.#jobs.set(batch, { batch, report, onLog, resolve, reject }))
    settled.catch(() => {}) // it may fail before it is waited for
    try {
      this.#pool ??= await this.#open()
      this.#openQueues() // workers start while functions are looked at
      loaded ??= await loadShipping()
      this.#ready(batch)
      this.#pump()
      await settled
    } finally {
      this.#jobs.delete(batch)
      this.#checkFree()
    }
    await printed() // a reader that is slow holds up further batches, as it would hold up a loop
  }

  async #open(): Promise<WorkerPool> {
    this.#opening ??= sharedPool(this.#transport, workerOptions(this.#options))
    try {
      return await this.#opening
    } catch (error) {
      this.#opening = undefined // the next call may have more luck
      throw error
    }
  }

  #ready(batch: Batch): void {
    const job = this.#jobs.get(batch)
    if (!job) return // it was stopped meanwhile
    this.shippingOf(batch.call).functions.ship(batch.tasks)
    this.#waiting.push(job)
  }

  /** How the functions and arrays of a call travel. */
  shippingOf(call: number): CallShipping {
    this.#shipping ??= new loaded!.Shipping(this.#transport, this.#options)
    return this.#shipping.ofCall(call)
  }

  end(call: number): void {
    for (const slot of this.#used) slot.forgetCall(call)
    this.#shipping?.end(call)
  }

  share(): void {
    clearTimeout(this.#sharing)
    if (!this.#hasIdleJob()) return
    const offers = [...this.#queues].flatMap((queue) => queue.offer() ?? [])
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
    if (job.sent) job.queue?.stop(job.sent)
    job.resolve()
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onFree.push(resolve)
      this.#checkFree()
    })
    await Promise.all([...this.#used].map((slot) => this.#pool?.retire(slot)))
    await Promise.all(this.#leaving)
    this.#shipping?.close()
  }

  #openQueues(): void {
    const wanted = Math.min(this.#options.nJobs, this.#jobs.size)
    while ([...this.#queues].filter(({ room }) => room > 0).length < wanted) this.#openQueue()
  }

  #openQueue(): void {
    const { timeout, maxTasksPerWorker } = this.#options
    const slot = this.#pool!.acquire(this.#defaults)
    // only now: counting cores takes time in which a worker is starting
    const settings = (this.#settings ??= batchSettings(this.#options, this.#transport))
    const queue = new WorkerQueue(slot, { settings, timeout, maxTasks: maxTasksPerWorker }, () => this.#pump())
    this.#used.add(slot)
    if (queue.room > 0) this.#queues.add(queue)
    else this.#dismiss(queue)
  }

  /** The worker has served its time. */
  #dismiss({ slot }: WorkerQueue): void {
    const { maxMemoryPerWorker } = this.#options
    if (slot.usage.full && !this.#warned) warnOfMemory(maxMemoryPerWorker!, this.#transport.noun)
    this.#warned ||= slot.usage.full
    slot.listener = undefined
    const left = slot.end().then(() => void this.#leaving.delete(left))
    this.#leaving.add(left)
  }

  #pump(): void {
    this.#forgetUnusable()
    try {
      this.#openQueues()
    } catch (error) {
      for (const job of this.#waiting.splice(0)) job.reject(error)
    }
    for (let job = this.#waiting[0]; job; job = this.#waiting[0]) {
      const queue = this.#queueFor(job.batch)
      if (!queue) break
      this.#waiting.shift()
      job.queue = queue
      job.sent = firstOf(job.batch, queue.room)
      queue.run(job.sent, this.shippingOf(job.batch.call), job.report, job.onLog).then(job.resolve, job.reject)
      this.#openQueues() // who takes the place of a worker that may do no more is started at once
    }
    this.#checkFree()
  }

  #hasIdleJob(): boolean {
    if (this.#waiting.length > 0) return false
    return this.#queues.size < this.#options.nJobs || [...this.#queues].some((queue) => queue.load === 0)
  }

  #forgetUnusable(): void {
    for (const queue of this.#queues) {
      const isDone = queue.room === 0 && queue.load === 0
      if (isDone && queue.slot.isUsable) this.#dismiss(queue)
      if (isDone || !queue.slot.isUsable) this.#queues.delete(queue)
    }
    for (const slot of this.#used) if (!slot.isUsable) this.#used.delete(slot)
  }

  #queueFor(batch: Batch): WorkerQueue | undefined {
    const queues = [...this.#queues]
    const open = queues.filter(({ room }) => room > 0)
    const working = queues.filter(({ load }) => load > 0).length
    const idle = working < this.#options.nJobs ? open.find((queue) => queue.load === 0) : undefined
    return idle ?? open.find((queue) => queue.load > 0 && queue.load <= WAITING_AT_WORKER && queue.servesOnly(batch.call))
  }

  /** Workers without a job go back to the pool: another instance may have one for them. */
  #checkFree(): void {
    for (const queue of this.#jobs.size === 0 ? this.#queues : []) {
      if (queue.load > 0) continue
      this.#queues.delete(queue)
      if (queue.room === 0 && queue.slot.isUsable) this.#dismiss(queue)
      else this.#pool!.release(queue.slot, this.#options.nJobs, this.#options.idleTimeout)
    }
    if (this.#jobs.size === 0 && this.#queues.size === 0) for (const resolve of this.#onFree.splice(0)) resolve()
  }
}

function workerOptions({ initializer, finalizer, env, resourceLimits, innerMaxNumThreads }: ExecutorOptions): WorkerOptions {
  const threads = innerMaxNumThreads === undefined ? undefined : wantedThreads(innerMaxNumThreads)
  return { initializer, finalizer, env: threads || env ? { ...threads, ...env } : undefined, resourceLimits }
}

/** They travel with every batch: what goes without saying is left out. */
function batchSettings(options: ExecutorOptions, { kind }: Transport): BatchSettings {
  const { nJobs, timeout, traced, maxMemoryPerWorker: maxMemory, arrays, onLog } = options
  return {
    cores: coresLeft(nJobs),
    ...(timeout !== undefined && { reportEach: true }),
    ...(traced && { traced }),
    ...(onLog && { logs: true }),
    ...(maxMemory !== undefined && { maxMemory }),
    ...(arrays && { results: resultSettings(arrays, kind) }),
    ...(arrays?.strictReadonly && { strict: true }),
  }
}

/** Nobody wants to have each small result in a file, or memory, of its own. */
function resultSettings({ maxNbytes, tempFolder }: ArrayOptions, kind: Transport['kind']): ResultSettings {
  const folder = tempFolder !== undefined && { tempFolder }
  return { maxNbytes: maxNbytes || MAX_NBYTES, ...folder, ...(kind === 'process' && { owner: ownName() }) }
}

function firstOf(batch: Batch, tasks: number): Batch {
  return tasks >= batch.tasks.length ? batch : { ...batch, tasks: batch.tasks.slice(0, tasks) }
}
