import { Parallel } from 'allcores'
import { setMaxListeners } from 'node:events'
import pMap from 'p-map'
import { Piscina } from 'piscina'
import { fileURLToPath } from 'node:url'
import { pool as createPool, type Promise as WorkerpoolPromise } from 'workerpool'
import type { Task } from '../harness/contender.js'
import { double } from '../tasks.js'
import type { BackendName } from './allcores.js'

/** Work that can be broken off. */
export interface Abortable {
  start<I>(task: Task<I>, items: readonly I[]): Promise<unknown>
  abort(): void
  /** A tiny call at the same place, which is answered as soon as there is a worker for it. */
  answer(): Promise<unknown>
  close(): Promise<unknown>
}

export function abortableAllcores(backend: BackendName, jobs: number): Abortable {
  const controller = new AbortController()
  const parallel = Parallel({ nJobs: jobs, backend, signal: controller.signal })
  const other = Parallel({ nJobs: jobs, backend })
  return {
    start: (task, items) => parallel.map(task, items),
    abort: () => controller.abort(),
    answer: () => other.map(double, [1]),
    close: () => other.close(),
  }
}

export function abortablePiscina(jobs: number): Abortable {
  const controller = new AbortController()
  const { signal } = controller
  setMaxListeners(0, signal) // one for every task
  const filename = new URL('../tasks.js', import.meta.url).href
  const pool = new Piscina({ filename, minThreads: jobs, maxThreads: jobs })
  return {
    start: (task, items) => Promise.all(items.map((item) => pool.run(item, { name: task.name, signal }))),
    abort: () => controller.abort(),
    answer: () => pool.run(1, { name: double.name }),
    close: () => pool.destroy(),
  }
}

export function abortableWorkerpool(workerType: 'thread' | 'process', jobs: number): Abortable {
  const script = fileURLToPath(new URL('./workerpool-worker.js', import.meta.url))
  const pool = createPool(script, { workerType, minWorkers: jobs, maxWorkers: jobs })
  let running: WorkerpoolPromise<unknown, unknown>[] = []
  return {
    start(task, items) {
      running = items.map((item) => pool.exec(task.name, [item]))
      return Promise.all(running)
    },
    abort: () => running.forEach((promise) => promise.cancel()),
    answer: async () => pool.exec(double.name, [1]),
    close: async () => pool.terminate(true),
  }
}

export function abortablePMap(jobs: number): Abortable {
  const controller = new AbortController()
  return {
    start: (task, items) => pMap(items, (item) => task(item), { concurrency: jobs, signal: controller.signal }),
    abort: () => controller.abort(),
    answer: () => pMap([1], double),
    async close() {},
  }
}
