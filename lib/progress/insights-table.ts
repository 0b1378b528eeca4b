import { count, duration, number, percent } from './format.js'
import type { Insights, WorkerInsights } from './insights.js'

/** The headings of the table of workers; the first column has their names. */
export const HEADINGS = ['', 'tasks', 'batches', 'working', 'transfer', 'start-up', 'waiting', 'used'] as const

/** The cells of a worker's row. */
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
