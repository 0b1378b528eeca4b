import { taskText } from '../model/task-info.js'
import { count, duration, gauge, percent } from './format.js'
import type { Insights, WorkerInsights } from './insights.js'

const HEADINGS = ['', 'tasks', 'batches', 'working', 'transfer', 'start-up', 'waiting', 'used']
const GAUGE = 10

/** Insights as people read them. */
export function insightsText(insights: Insights): string {
  const { workers, longest, advice } = insights
  const table = workers.length > 0 ? align([HEADINGS, ...workers.map(workerCells)]) : []
  const tasks = longest.map((task) => [duration(task.elapsed), taskText(task)])
  const list = tasks.length > 0 ? ['Longest tasks:', ...align(tasks.map(([time, text]) => ['', time!, text!]), [1])] : []
  return [[title(insights)], table, list, [advice]].filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')
}

/** `8 tasks in 1.2 s on threads, 2 jobs; 1 failed` */
export function title({ tasks, failed, retried, elapsed, backend, nJobs }: Insights): string {
  const troubles = [failed > 0 ? `${failed} failed` : '', retried > 0 ? `${retried} retried` : ''].filter((text) => text !== '')
  const ending = troubles.length > 0 ? `; ${troubles.join(', ')}` : ''
  return `${count(tasks, 'task')} in ${duration(elapsed)} on ${backend}, ${count(nJobs, 'job')}${ending}`
}

function workerCells({ name, tasks, batches, working, transfer, startUp, waiting, utilisation }: WorkerInsights): string[] {
  const times = [working, transfer, startUp, waiting].map((ms) => (ms > 0 ? duration(ms) : '–'))
  return [name, String(tasks), String(batches), ...times, percent(utilisation), gauge(utilisation, GAUGE)]
}

/** Columns of equal width; numbers, which are all but the first column, to the right. */
function align(rows: readonly (readonly string[])[], right = [1, 2, 3, 4, 5, 6, 7]): string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  const pad = (cell: string, i: number) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))
  return rows.map((row) => row.map(pad).join('  ').trimEnd())
}
