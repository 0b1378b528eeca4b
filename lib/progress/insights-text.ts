import { taskText } from '../model/task-info.js'
import { duration, gauge } from './format.js'
import type { Insights, WorkerInsights } from './insights.js'
import { HEADINGS, title, workerCells } from './insights-table.js'

const GAUGE = 10

/** Insights as text for people. */
export function insightsText(insights: Insights): string {
  const { workers, longest, advice } = insights
  const table = workers.length > 0 ? align([HEADINGS, ...workers.map(workerLine)]) : []
  const tasks = longest.map((task) => ['', duration(task.elapsed), taskText(task)])
  const list = tasks.length > 0 ? ['Longest tasks:', ...align(tasks, [1])] : []
  const parts = [[title(insights)], table, list, [advice]].filter((lines) => lines.length > 0)
  return parts.map((lines) => lines.join('\n')).join('\n\n')
}

function workerLine(worker: WorkerInsights): string[] {
  return [...workerCells(worker), gauge(worker.utilisation, GAUGE)]
}

/** Rows as lines with columns of equal width; those that `right` names are aligned to the right, all but the first by default. */
function align(rows: readonly (readonly string[])[], right = [1, 2, 3, 4, 5, 6, 7]): string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  const pad = (cell: string, i: number) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))
  return rows.map((row) => row.map(pad).join('  ').trimEnd())
}
