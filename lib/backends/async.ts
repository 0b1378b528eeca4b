import type { Backend, Executor, Failure, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { atDepth, depthHere } from '../model/depth.js'
import { isThenable } from '../model/is-thenable.js'
import { call } from '../model/task.js'
import { setTimer, Timers } from '../model/timers.js'
import { withinTimeout } from '../model/time-limit.js'

/** The caller's own thread, `nJobs` tasks of a call under way at a time: for tasks that wait. Mirrors joblib's `threading`. */
export const async: Backend = {
  name: 'async',
  traits: { inline: false, batches: false, memory: 'caller', timeouts: 'waiting' },
  open: ({ timeout }) => new AsyncExecutor(timeout),
}

interface Job {
  readonly batch: Batch
  readonly report: (part: Part) => void
  readonly resolve: () => void
  /** For the timeout of the task that is waited for; undefined without one. */
  readonly timers: Timers | undefined
  /** How deep the call of the batch is nested in tasks of other calls. */
  readonly depth: number
}

/**
 * Begins each batch at once: no call hands over more than `nJobs` at a time, and one that a task of this instance makes, and
 * waits for, must not wait for that task's place. A promise a batch and one a task that waits are all it makes.
 */
class AsyncExecutor implements Executor {
  readonly #timeout: number | undefined
  readonly #running = new Map<Batch, Job>()
  readonly #onIdle: (() => void)[] = []

  constructor(timeout: number | undefined) {
    this.#timeout = timeout
  }

  submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    return new Promise((resolve) => {
      const timers = this.#timeout === undefined ? undefined : new Timers(setTimer)
      const job = { batch, report, resolve, depth: depthHere(), timers }
      this.#running.set(batch, job)
      this.#run(job, 0)
    })
  }

  share(): void {
    // a batch here is as large as the user wants it, and one task by default
  }

  /** Gives up a batch. A task that can't be ended goes on, but nobody waits for it. */
  stop(batch: Batch): void {
    const job = this.#running.get(batch)
    if (job) this.#end(job)
  }

  async close(): Promise<void> {
    if (this.#running.size > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
  }

  #end(job: Job): void {
    this.#running.delete(job.batch)
    job.timers?.cancelAll()
    job.resolve()
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

  /** Reports one task by itself: nothing is gained by waiting for more of them. */
  #report({ batch, report }: Job, offset: number, started: number, value: unknown, failures: Failure[]): void {
    if (!this.#running.has(batch)) return
    report({ offset, values: [value], failures, elapsed: performance.now() - started })
  }
}
