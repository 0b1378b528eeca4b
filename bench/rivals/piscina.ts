import { Piscina } from 'piscina'
import type { Contender } from '../harness/contender.js'

/** @param tasksPerWorker how many tasks it may hand to a worker at a time; its own default is 1 */
export function piscina(tasksPerWorker = 1): Contender {
  return {
    name: tasksPerWorker === 1 ? 'piscina' : `piscina, ${tasksPerWorker} tasks a worker`,
    role: 'rival',
    open(task, jobs) {
      const pool = new Piscina({
        filename: new URL('../tasks.js', import.meta.url).href,
        minThreads: jobs,
        maxThreads: jobs,
        concurrentTasksPerWorker: tasksPerWorker,
      })
      return {
        map: (items) => Promise.all(items.map((item) => pool.run(item, { name: task.name }))),
        close: () => pool.destroy(),
      }
    },
  }
}
