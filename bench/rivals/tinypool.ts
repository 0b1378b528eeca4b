import { Tinypool } from 'tinypool'
import type { Contender } from '../harness/contender.js'

export const tinypool: Contender = {
  name: 'tinypool',
  role: 'rival',
  open(task, jobs) {
    const filename = new URL('../tasks.js', import.meta.url).href
    const pool = new Tinypool({ filename, minThreads: jobs, maxThreads: jobs })
    return {
      map: (items) => Promise.all(items.map((item) => pool.run(item, { name: task.name }))),
      close: () => pool.destroy(),
    }
  },
}
