import { fileURLToPath } from 'node:url'
import { pool as createPool } from 'workerpool'
import type { Contender } from '../harness/contender.js'

/** Its functions are registered in a worker script, which is its faster way: no source is sent with a task. */
export function workerpool(workerType: 'thread' | 'process'): Contender {
  return {
    name: `workerpool, ${workerType === 'thread' ? 'threads' : 'processes'}`,
    role: 'rival',
    open(task, jobs) {
      const script = fileURLToPath(new URL('./workerpool-worker.js', import.meta.url))
      const pool = createPool(script, { workerType, minWorkers: jobs, maxWorkers: jobs })
      return {
        map: (items) => Promise.all(items.map((item) => pool.exec(task.name, [item]))),
        async close() {
          await pool.terminate()
        },
      }
    },
  }
}
