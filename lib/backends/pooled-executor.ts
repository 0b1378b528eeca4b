import { AsyncResource } from 'node:async_hooks'
import { ownName } from '../arrays/files/owner.js'
import type { ArrayOptions } from '../model/array-options.js'
import type { Executor, ExecutorOptions, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import type { ResultSettings } from '../model/tokens.js'
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
import { WorkerLine } from './worker-line.js'
import { sharedPool, type WorkerPool } from './worker-pool.js'
import type { WorkerSlot } from './worker-slot.js'

interface Job {
  readonly batch: Batch
  readonly report: (part: Part) => void
  readonly onLog: ExecutorOptions['onLog']
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  line?: WorkerLine
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
  readonly #lines = new Set<WorkerLine>()
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
      this.#openLines() // workers start while functions are looked at
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
    const offers = [...this.#lines].flatMap((line) => line.offer() ?? [])
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
    if (job.sent) job.line?.stop(job.sent)
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

  #openLines(): void {
    const wanted = Math.min(this.#options.nJobs, this.#jobs.size)
    while ([...this.#lines].filter(({ room }) => room > 0).length < wanted) this.#openLine()
  }

  #openLine(): void {
    const { timeout, maxTasksPerWorker } = this.#options
    const slot = this.#pool!.acquire(this.#defaults)
    // only now: counting cores takes time in which a worker is starting
    const settings = (this.#settings ??= batchSettings(this.#options, this.#transport))
    const line = new WorkerLine(slot, { settings, timeout, maxTasks: maxTasksPerWorker }, () => this.#pump())
    this.#used.add(slot)
    if (line.room > 0) this.#lines.add(line)
    else this.#dismiss(line)
  }

  /** The worker has served its time. */
  #dismiss({ slot }: WorkerLine): void {
    const { maxMemoryPerWorker } = this.#options
    if (slot.full && !this.#warned) warnOfMemory(maxMemoryPerWorker!, this.#transport.noun)
    this.#warned ||= slot.full
    slot.listener = undefined
    const left = slot.end().then(() => void this.#leaving.delete(left))
    this.#leaving.add(left)
  }

  #pump(): void {
    this.#forgetUnusable()
    try {
      this.#openLines()
    } catch (error) {
      for (const job of this.#waiting.splice(0)) job.reject(error)
    }
    for (let job = this.#waiting[0]; job; job = this.#waiting[0]) {
      const line = this.#lineFor(job.batch)
      if (!line) break
      this.#waiting.shift()
      job.line = line
      job.sent = firstOf(job.batch, line.room)
      line.run(job.sent, this.shippingOf(job.batch.call), job.report, job.onLog).then(job.resolve, job.reject)
      this.#openLines() // who takes the place of a worker that may do no more is started at once
    }
    this.#checkFree()
  }

  #hasIdleJob(): boolean {
    if (this.#waiting.length > 0) return false
    return this.#lines.size < this.#options.nJobs || [...this.#lines].some((line) => line.load === 0)
  }

  #forgetUnusable(): void {
    for (const line of this.#lines) {
      const isDone = line.room === 0 && line.load === 0
      if (isDone && line.slot.isUsable) this.#dismiss(line)
      if (isDone || !line.slot.isUsable) this.#lines.delete(line)
    }
    for (const slot of this.#used) if (!slot.isUsable) this.#used.delete(slot)
  }

  #lineFor(batch: Batch): WorkerLine | undefined {
    const lines = [...this.#lines]
    const open = lines.filter(({ room }) => room > 0)
    const working = lines.filter(({ load }) => load > 0).length
    const idle = working < this.#options.nJobs ? open.find((line) => line.load === 0) : undefined
    return idle ?? open.find((line) => line.load > 0 && line.load <= WAITING_AT_WORKER && line.servesOnly(batch.call))
  }

  /** Workers without a job go back to the pool: another instance may have one for them. */
  #checkFree(): void {
    for (const line of this.#jobs.size === 0 ? this.#lines : []) {
      if (line.load > 0) continue
      this.#lines.delete(line)
      if (line.room === 0 && line.slot.isUsable) this.#dismiss(line)
      else this.#pool!.release(line.slot, this.#options.nJobs, this.#options.idleTimeout)
    }
    if (this.#jobs.size === 0 && this.#lines.size === 0) for (const resolve of this.#onFree.splice(0)) resolve()
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
