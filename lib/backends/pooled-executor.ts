import type { Executor, ExecutorOptions, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { coresLeft } from '../options/nesting.js'
import type { Functions } from '../wire/functions.js'
import type { BatchManner } from '../wire/message.js'
import { choose, SHARE_AFTER } from './sharing.js'
import { sharedPool, type WorkerPool } from './worker-pool.js'
import { WorkerLine } from './worker-line.js'
import type { Transport, WorkerSlot } from './worker-slot.js'

interface Job {
  readonly batch: Batch
  readonly report: (part: Part) => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  line?: WorkerLine
}

let loaded: typeof import('../wire/functions.js') | undefined

/** All that captures functions: it is loaded while the first workers start. */
async function loadFunctions(): Promise<void> {
  loaded ??= await import('../wire/functions.js')
}

/** Batches that wait at a worker while another one runs. */
const WAITING_AT_WORKER = 1

/** Runs batches on workers of a shared pool, at most `nJobs` of them at a time. */
export class PooledExecutor implements Executor {
  readonly #transport: Transport
  readonly #options: ExecutorOptions
  readonly #manner: BatchManner
  /** Of the calls that run. */
  readonly #functions = new Map<number, Functions>()
  readonly #jobs = new Map<Batch, Job>()
  readonly #waiting: Job[] = []
  readonly #lines = new Set<WorkerLine>()
  readonly #used = new Set<WorkerSlot>()
  #sharing: NodeJS.Timeout | undefined
  readonly #onFree: (() => void)[] = []
  #opening: Promise<WorkerPool> | undefined
  #pool: WorkerPool | undefined

  constructor(transport: Transport, options: ExecutorOptions) {
    this.#transport = transport
    this.#options = options
    const { nJobs, timeout, traced = false } = options
    this.#manner = { prompt: timeout !== undefined, traced, cores: coresLeft(nJobs) }
  }

  async submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    const settled = new Promise<void>((resolve, reject) => this.#jobs.set(batch, { batch, report, resolve, reject }))
    settled.catch(() => {}) // it may fail before it is waited for
    try {
      await this.#open()
      this.#openLines() // workers start while functions are looked at
      await loadFunctions()
      this.#ready(batch)
      this.#pump()
      await settled
    } finally {
      this.#jobs.delete(batch)
      this.#checkFree()
    }
  }

  async #open(): Promise<void> {
    this.#opening ??= sharedPool(this.#transport, this.#options.initializer)
    try {
      this.#pool = await this.#opening
    } catch (error) {
      this.#opening = undefined // the next call may have more luck
      throw error
    }
  }

  #ready(batch: Batch): void {
    const job = this.#jobs.get(batch)
    if (!job) return // it was stopped meanwhile
    this.functionsOf(batch.call).ship(batch.tasks)
    this.#waiting.push(job)
  }

  /** How the functions of a call travel. */
  functionsOf(call: number): Functions {
    const functions = this.#functions.get(call) ?? new loaded!.Functions(this.#transport.sharesMemory)
    this.#functions.set(call, functions)
    return functions
  }

  end(call: number): void {
    this.#functions.delete(call)
    for (const slot of this.#used) slot.forgetCall(call)
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
    job.line?.stop(batch)
    job.resolve()
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onFree.push(resolve)
      this.#checkFree()
    })
    await Promise.all([...this.#used].map((slot) => this.#pool?.retire(slot)))
  }

  #openLines(): void {
    while (this.#lines.size < Math.min(this.#options.nJobs, this.#jobs.size)) this.#openLine()
  }

  #openLine(): void {
    const slot = this.#pool!.acquire()
    this.#lines.add(new WorkerLine(slot, { manner: this.#manner, timeout: this.#options.timeout }, () => this.#pump()))
    this.#used.add(slot)
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
      line.run(job.batch, this.functionsOf(job.batch.call), job.report).then(job.resolve, job.reject)
    }
    this.#checkFree()
  }

  #hasIdleJob(): boolean {
    if (this.#waiting.length > 0) return false
    return this.#lines.size < this.#options.nJobs || [...this.#lines].some((line) => line.load === 0)
  }

  #forgetUnusable(): void {
    for (const line of this.#lines) if (!line.slot.isUsable) this.#lines.delete(line)
    for (const slot of this.#used) if (!slot.isUsable) this.#used.delete(slot)
  }

  #lineFor(batch: Batch): WorkerLine | undefined {
    const lines = [...this.#lines]
    const idle = lines.find((line) => line.load === 0)
    return idle ?? lines.find((line) => line.load <= WAITING_AT_WORKER && line.servesOnly(batch.call))
  }

  /** Workers without a job go back to the pool: another instance may have one for them. */
  #checkFree(): void {
    for (const line of this.#jobs.size === 0 ? this.#lines : []) {
      if (line.load > 0) continue
      this.#lines.delete(line)
      this.#pool!.release(line.slot)
    }
    if (this.#jobs.size === 0 && this.#lines.size === 0) for (const resolve of this.#onFree.splice(0)) resolve()
  }
}
