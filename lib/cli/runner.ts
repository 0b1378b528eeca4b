import { delayed, Parallel } from '../index.js'
import type { Job, Setup } from './model.js'
import { plainLoop } from './plain-loop.js'

/** Runs all items of a job, as often as it is asked to. */
export interface Runner {
  run(items: readonly unknown[]): Promise<unknown[]>
  close(): Promise<void>
}

/**
 * Makes a runner for a setup.
 *
 * @param signal ends what is running
 */
export function openRunner({ place, nJobs, batchSize }: Setup, job: Job, signal: AbortSignal): Runner {
  if (place === 'loop') return { run: (items) => plainLoop(job, items), close: async () => {} }
  const parallel = Parallel({ nJobs, batchSize, signal, backend: place === 'unset' ? undefined : place })
  return {
    run: (items) => (job.spread ? parallel(spreadTasks(job.fn, items)) : parallel.map(job.fn, items)),
    close: () => parallel.close({ force: true }),
  }
}

function* spreadTasks(fn: Job['fn'], items: readonly unknown[]) {
  for (const args of items) yield delayed(fn)(...(args as unknown[]))
}
