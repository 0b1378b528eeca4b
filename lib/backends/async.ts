import pLimit, { type LimitFunction } from 'p-limit'
import type { Backend, Executor, Failure, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { call } from '../model/task.js'

/** The caller's own thread, `nJobs` tasks under way at a time: for tasks that wait. Mirrors joblib's `threading`. */
export const async: Backend = {
  name: 'async',
  traits: { inline: false, batches: false, memory: 'caller' },
  open: ({ nJobs }) => new AsyncExecutor(nJobs),
}

class AsyncExecutor implements Executor {
  readonly #limit: LimitFunction
  readonly #jobs = new Map<Batch, () => void>()
  readonly #submitted = new Set<Promise<void>>()

  constructor(nJobs: number) {
    this.#limit = pLimit(nJobs)
  }

  submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.#jobs.set(batch, resolve))
    const isWanted = () => this.#jobs.has(batch)
    // a task that can't be ended gives up its place, or those that never end would take all
    const job = this.#limit(() => Promise.race([stopped, runTasks(batch, report, isWanted)]))
    const submitted = Promise.race([stopped, job]).finally(() => this.stop(batch))
    this.#submitted.add(submitted)
    return submitted.finally(() => this.#submitted.delete(submitted))
  }

  share(): void {
    // a batch here is as large as the user wants it, and one task by default
  }

  stop(batch: Batch): void {
    this.#jobs.get(batch)?.()
    this.#jobs.delete(batch)
  }

  async close(): Promise<void> {
    await Promise.all(this.#submitted)
  }
}

/** Reports every task as it ends: nobody else waits for the batch to be full. */
async function runTasks(batch: Batch, report: (part: Part) => void, isWanted: () => boolean): Promise<void> {
  let offset = -1
  for (const task of batch.tasks) {
    offset++
    if (!isWanted()) return
    const started = performance.now()
    let value: unknown
    const failures: Failure[] = []
    try {
      value = await call(task)
    } catch (error) {
      failures.push({ position: offset, error })
    }
    if (!isWanted()) return
    report({ offset, values: [value], failures, elapsed: performance.now() - started })
  }
}
