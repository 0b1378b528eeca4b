import type { Contender } from '../harness/contender.js'

/** What anyone would write first. Everything is measured against it. */
export const loop: Contender = {
  name: 'plain loop',
  role: 'baseline',
  open: (task) => ({
    async map(items) {
      const results = []
      for (const item of items) results.push(task(item))
      return results
    },
    async close() {},
  }),
}
