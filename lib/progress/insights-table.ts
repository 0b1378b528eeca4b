import { count, duration, number, percent } from './format.js'
import type { Insights, WorkerInsights } from './insights.js'

/** What insights tell of each worker, beginning with its name. */
export const HEADINGS = ['', 'tasks', 'batches', 'working', 'transfer', 'start-up', 'waiting', 'used'] as const

/** A worker's row. */
export function workerCells(worker: WorkerInsights): readonly string[] {
  const { name, tasks, batches, working, transfer, startUp, waiting, utilisation } = worker
  const times = [working, transfer, startUp, waiting].map((ms) => (ms > 0 ? duration(ms) : '–'))
  return [name, number(tasks), number(batches), ...times, percent(utilisation)]
}

/** `8 tasks in 1.2 s on threads, 2 jobs; 1 failed` */
export function title({ tasks, failed, retried, elapsed, backend, nJobs }: Insights): string {
  const troubles = [failed > 0 && `${failed} failed`, retried > 0 && `${retried} retried`].filter(Boolean)
  const ending = troubles.length > 0 ? `; ${troubles.join(', ')}` : ''
  return `${count(tasks, 'task')} in ${duration(elapsed)} on ${backend}, ${count(nJobs, 'job')}${ending}`
}
