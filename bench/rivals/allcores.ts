import { delayed, Parallel, type ParallelInstance } from 'allcores'
import type { Contender, Task } from '../harness/contender.js'
import { generate } from './generate.js'

export type BackendName = 'sequential' | 'async' | 'threads' | 'processes'
type Form = <I>(parallel: ParallelInstance, task: Task<I>, items: readonly I[]) => Promise<unknown[]>

const FORMS = {
  map: (parallel, task, items) => parallel.map(task, items),
  delayed: (parallel, task, items) => parallel(items.map((item) => delayed(task)(item))),
  generator: (parallel, task, items) => parallel.map(task, generate(items)),
} satisfies Record<string, Form>

/**
 * @param form `parallel.map(task, items)`, joblib's `parallel(items.map((item) => delayed(task)(item)))`, or the map of a
 * generator, which doesn't tell how many items there are
 * @param backend left to the library when undefined
 */
export function allcores(form: keyof typeof FORMS, backend?: BackendName): Contender {
  const run: Form = FORMS[form]
  return {
    name: `allcores ${backend ?? 'unset'}, ${form}`,
    role: 'ours',
    open(task, jobs) {
      const parallel = Parallel(backend ? { nJobs: jobs, backend } : { nJobs: jobs })
      return {
        map: (items) => run(parallel, task, items),
        close: () => parallel.close(),
      }
    },
  }
}
