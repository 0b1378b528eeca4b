import { Table } from 'console-table-printer'
import { judge } from './goals.js'
import { valueOf } from './measures.js'
import { count, format } from './numbers.js'
import type { Result } from './result.js'
import type { Row } from './row.js'

/** A scenario's table as text, also for the page. */
export function cellsOf(row: Row, result: Result): Record<string, string> {
  if (row.error !== undefined) return { contender: row.name, [result.scenario.columns[0] ?? 'ms']: 'failed' }
  const figures = result.scenario.columns.map((column) => [column, format(valueOf(column, row, result))])
  const cells: Record<string, string> = { contender: row.name, ...Object.fromEntries(figures) }
  if (result.items === 0) return cells
  if (row.items === result.items) return { ...cells, items: count(row.items) }
  return { ...cells, items: `~ ${count(row.items)}`, ms: `~ ${cells['ms']}` }
}

export function columnsOf({ scenario, items }: Result): string[] {
  return ['contender', ...(items > 0 ? ['items'] : []), ...scenario.columns]
}

/** What is to be said below the table. */
export function notesOf({ scenario, rows, items }: Result): string[] {
  const failures = rows.filter((row) => row.error !== undefined).map((row) => `${row.name} failed: ${row.error}`)
  const extrapolated = rows.some((row) => row.error === undefined && row.items < items)
  const remark = `~ ran as many items as given, times extrapolated to ${count(items)}`
  return [...(extrapolated ? [remark] : []), ...(scenario.notes ?? []), ...failures]
}

export function printTable(result: Result): void {
  const columns = columnsOf(result).map((name) => ({
    name,
    alignment: name === 'contender' ? ('left' as const) : ('right' as const),
  }))
  const table = new Table({ title: result.scenario.title, columns, shouldDisableColors: true })
  for (const row of result.rows) table.addRow(cellsOf(row, result))
  table.printTable()
  notesOf(result).forEach((note) => console.log(note))
  judge(result).forEach(({ text }) => console.log(text))
  console.log()
}
