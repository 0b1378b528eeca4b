import { delayed, Parallel } from 'allcores'
import type { Contender } from '../harness/contender.js'

type BackendName = 'sequential' | 'async' | 'threads' | 'processes'

/**
 * @param form `parallel.map(task, items)`, or joblib's `parallel(items.map((item) => delayed(task)(item)))`
 * @param backend left to the library when undefined
 */
export function allcores(form: 'map' | 'delayed', backend?: BackendName): Contender {
  return {
    name: `allcores ${backend ?? 'unset'}, ${form}`,
    role: 'ours',
    open(task, jobs) {
      const parallel = Parallel(backend ? { nJobs: jobs, backend } : { nJobs: jobs })
      return {
        map: (items) =>
          form === 'map' ? parallel.map(task, items) : parallel(items.map((item) => delayed(task)(item))),
        close: () => parallel.close(),
      }
    },
  }
}
