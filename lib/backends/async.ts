import { AsyncResource } from 'node:async_hooks'
import type { Backend, Executor, Failure, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { atDepth, depthHere } from '../model/depth.js'
import { setTimer, Timers } from '../model/timers.js'
import { call, isThenable } from '../model/task.js'
import { withinTimeout } from '../model/time-limit.js'

/** The caller's own thread, `nJobs` tasks under way at a time: for tasks that wait. Mirrors joblib's `threading`. */
export const async: Backend = {
  name: 'async',
  traits: { inline: false, batches: false, memory: 'caller', timeouts: 'waiting' },
  open: ({ nJobs, timeout }) => new AsyncExecutor(nJobs, timeout),
}

interface Job {
  readonly batch: Batch
  readonly report: (part: Part) => void
  readonly resolve: () => void
  /** Where it was submitted, if somebody else starts it. */
  readonly context: AsyncResource | undefined
  /** The timeout of the task that is waited for. */
  readonly timers: Timers | undefined
  /** How many calls deep the call is that it belongs to. */
  readonly depth: number
}

/** Batches in `nJobs` places, the others in a queue. A promise a batch and one a task that waits are all it makes. */
class AsyncExecutor implements Executor {
  readonly #nJobs: number
  readonly #timeout: number | undefined
  readonly #running = new Map<Batch, Job>()
  readonly #waiting: Job[] = []
  readonly #onIdle: (() => void)[] = []
  #starting = false

  constructor(nJobs: number, timeout: number | undefined) {
    this.#nJobs = nJobs
    this.#timeout = timeout
  }

  submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    return new Promise((resolve) => {
      const depth = depthHere()
      const waits = this.#starting || this.#running.size >= this.#nJobs
      const context = waits ? new AsyncResource('allcores.batch') : undefined
      const timers = this.#timeout === undefined ? undefined : new Timers(setTimer)
      const job = { batch, report, resolve, depth, timers, context }
      // the task that waits for a nested call has a place here, maybe the last
      if (depth > 1) return this.#begin(job)
      this.#waiting.push(job)
      this.#start()
    })
  }

  share(): void {
    // a batch here is as large as the user wants it, and one task by default
  }

  /** A task that can't be ended gives up its place, or those that never end would take all. */
  stop(batch: Batch): void {
    const place = this.#waiting.findIndex((job) => job.batch === batch)
    const [job] = place >= 0 ? this.#waiting.splice(place, 1) : [this.#running.get(batch)]
    if (job) this.#end(job)
  }

  async close(): Promise<void> {
    if (this.#running.size > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
  }

  #start(): void {
    if (this.#starting) return // the loop below goes on
    this.#starting = true
    while (this.#waiting.length > 0 && this.#running.size < this.#nJobs) {
      this.#begin(this.#waiting.shift()!)
    }
    this.#starting = false
  }

  #begin(job: Job): void {
    this.#running.set(job.batch, job)
    if (job.context) job.context.runInAsyncScope(this.#run, this, job, 0)
    else this.#run(job, 0)
  }

  #end(job: Job): void {
    this.#running.delete(job.batch)
    job.timers?.cancelAll()
    job.resolve()
    this.#start()
    if (this.#running.size === 0) for (const resolve of this.#onIdle.splice(0)) resolve()
  }

  /** Runs the tasks from `offset` on, until one has to be waited for. */
  #run(job: Job, offset: number): void {
    while (this.#running.has(job.batch)) {
      const task = job.batch.tasks.at(offset)
      if (!task) return this.#end(job)
      const started = performance.now()
      try {
        const value = atDepth(job.depth, () => call(task))
        if (isThenable(value)) return this.#wait(job, offset, value, started)
        this.#report(job, offset++, started, value, [])
      } catch (error) {
        this.#report(job, offset, started, undefined, [{ position: offset++, error }])
      }
    }
  }

  #wait(job: Job, offset: number, value: PromiseLike<unknown>, started: number): void {
    const settled = (value: unknown, failures: Failure[]) => {
      this.#report(job, offset, started, value, failures)
      this.#run(job, offset + 1)
    }
    void this.#limited(job, offset, value).then(
      (value) => settled(value, []),
      (error: unknown) => settled(undefined, [{ position: offset, error }]),
    )
  }

  #limited({ batch, timers }: Job, offset: number, value: PromiseLike<unknown>): Promise<unknown> {
    const timeout = this.#timeout
    if (timeout === undefined || !timers) return Promise.resolve(value)
    const limit = { task: batch.tasks.at(offset)!, index: batch.start + offset, timeout }
    return withinTimeout(value, limit, timers)
  }

  /** Each task by itself: nobody else waits for the batch to be full. */
  #report({ batch, report }: Job, offset: number, started: number, value: unknown, failures: Failure[]): void {
    if (!this.#running.has(batch)) return
    report({ offset, values: [value], failures, elapsed: performance.now() - started })
  }
}
