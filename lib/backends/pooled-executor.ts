import type { Executor, ExecutorOptions, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { shipFunctions } from '../wire/functions.js'
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

/** Batches that wait at a worker while another one runs. */
const WAITING_AT_WORKER = 1

/** Runs batches on workers of a shared pool, at most `nJobs` of them at a time. */
export class PooledExecutor implements Executor {
  readonly #transport: Transport
  readonly #options: ExecutorOptions
  readonly #jobs = new Map<Batch, Job>()
  readonly #waiting: Job[] = []
  readonly #lines = new Set<WorkerLine>()
  readonly #used = new Set<WorkerSlot>()
  readonly #onFree: (() => void)[] = []
  #pool: WorkerPool | undefined

  constructor(transport: Transport, options: ExecutorOptions) {
    this.#transport = transport
    this.#options = options
  }

  async submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    const settled = new Promise<void>((resolve, reject) => this.#jobs.set(batch, { batch, report, resolve, reject }))
    settled.catch(() => {}) // it may fail before it is waited for
    try {
      this.#pool ??= await sharedPool(this.#transport, this.#options.initializer)
      await shipFunctions(batch.tasks)
      const job = this.#jobs.get(batch)
      if (job) this.#waiting.push(job) // else it was stopped meanwhile
      this.#pump()
      await settled
    } finally {
      this.#jobs.delete(batch)
      this.#checkFree()
    }
  }

  cut(batch: Batch): void {
    this.#jobs.get(batch)?.line?.cut(batch)
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

  #pump(): void {
    for (let job = this.#waiting[0]; job; job = this.#waiting[0]) {
      const line = this.#lineFor(job.batch)
      if (!line) return
      this.#waiting.shift()
      job.line = line
      line.run(job.batch, job.report).then(job.resolve, job.reject)
    }
  }

  #lineFor(batch: Batch): WorkerLine | undefined {
    const lines = [...this.#lines]
    const idle = lines.find((line) => line.load === 0)
    if (idle) return idle
    if (lines.length < this.#options.nJobs) return this.#openLine()
    return lines.find((line) => line.load <= WAITING_AT_WORKER && line.servesOnly(batch.call))
  }

  #openLine(): WorkerLine {
    const slot = this.#pool!.acquire()
    const line: WorkerLine = new WorkerLine(slot, () => this.#freed(line))
    this.#lines.add(line)
    this.#used.add(slot)
    return line
  }

  #freed(line: WorkerLine): void {
    if (line.slot.death) this.#lines.delete(line)
    this.#pump()
    if (line.load > 0 || !this.#lines.has(line)) return this.#checkFree()
    this.#lines.delete(line)
    this.#pool!.release(line.slot)
    this.#checkFree()
  }

  #checkFree(): void {
    if (this.#jobs.size === 0 && this.#lines.size === 0) for (const resolve of this.#onFree.splice(0)) resolve()
  }
}
