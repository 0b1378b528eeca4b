import { inspect } from 'node:util'
import { adviseRun } from './advice.js'
import type { CollectedCall, CollectedWorker } from './collected.js'
import type { Insights, WorkerInsights } from './insights.js'
import { insightsText } from './insights-text.js'
import { sharesOf } from './shares.js'

/**
 * Makes the insights of a call of what was counted.
 *
 * @param cores how many cores the program may use
 */
export function makeInsights(call: CollectedCall, cores: number): Insights {
  const share = sharesOf(call)
  const { elapsed, tasks, failed, retried, backend, nJobs, longest } = call
  const workers = call.workers.map((worker) => workerInsights(worker, call))
  const { bound, advice } = adviseRun(call, share, cores)
  return printable({ elapsed, tasks, failed, retried, backend, nJobs, workers, longest, bound, share, advice })
}

function workerInsights(worker: CollectedWorker, { elapsed, places, workers }: CollectedCall): WorkerInsights {
  const { id, name, tasks, batches, startUp, working, transfer } = worker
  const waiting = Math.max(0, elapsed - startUp - working - transfer)
  const time = elapsed * (workers.length === 1 && id === 0 ? places : 1)
  const utilisation = time > 0 ? Math.min(1, working / time) : 0
  return { id, name, tasks, batches, startUp, waiting, working, transfer, utilisation }
}

/** Has insights print as a table. The methods aren't enumerable: only data is compared, cloned or written as JSON. */
function printable(insights: Insights): Insights {
  const print = { value: () => insightsText(insights) }
  return Object.defineProperties(insights, { toString: print, [inspect.custom]: print })
}
