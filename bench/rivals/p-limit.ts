import pLimit from 'p-limit'
import type { Contender } from '../harness/contender.js'

/** In the calling thread: concurrency, no parallelism. */
export const pLimitRival: Contender = {
  name: 'p-limit',
  role: 'rival',
  open(task, jobs) {
    const limit = pLimit(jobs)
    return {
      map: (items) => Promise.all(items.map((item) => limit(() => task(item)))),
      async close() {},
    }
  },
}
