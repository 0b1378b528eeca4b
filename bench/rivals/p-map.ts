import pMap from 'p-map'
import type { Contender } from '../harness/contender.js'
import { generate } from './generate.js'

/** In the calling thread: concurrency, no parallelism. */
export const pMapRival: Contender = {
  name: 'p-map',
  role: 'rival',
  open: (task, jobs) => ({
    map: (items) => pMap(items, (item) => task(item), { concurrency: jobs }),
    async close() {},
  }),
}

export const pMapOfGenerator: Contender = {
  name: 'p-map, generator',
  role: 'rival',
  open: (task, jobs) => ({
    map: (items) => pMap(generate(items), (item) => task(item), { concurrency: jobs }),
    async close() {},
  }),
}
