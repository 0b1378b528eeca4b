import type { Contender } from '../harness/contender.js'

/** Everything at once: what tasks that wait cost without anybody who keeps them apart. */
export const promiseAll: Contender = {
  name: 'Promise.all',
  role: 'limit',
  open: (task) => ({
    map: (items) => Promise.all(items.map((item) => task(item))),
    async close() {},
  }),
}
