import { fileURLToPath } from 'node:url'
import { FixedThreadPool } from 'poolifier'
import type { Contender } from '../harness/contender.js'

/** @param queue whether tasks wait at the pool, which moves them from busy workers to idle ones; not its default */
export function poolifier(queue = false): Contender {
  return {
    name: queue ? 'poolifier, queue' : 'poolifier',
    role: 'rival',
    open(task, jobs) {
      const script = fileURLToPath(new URL('./poolifier-worker.js', import.meta.url))
      const pool = new FixedThreadPool<unknown, never>(jobs, script, { enableTasksQueue: queue })
      return {
        map: (items) => Promise.all(items.map((item) => pool.execute(item, task.name))),
        close: () => pool.destroy(),
      }
    },
  }
}
