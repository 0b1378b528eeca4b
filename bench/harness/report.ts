import { Table } from 'console-table-printer'
import type { Row } from './entrant.js'
import { format } from './numbers.js'

const TEXT = { name: 'contender', alignment: 'left' as const }
const NUMBERS = ['items', 'median ms', 'fastest', 'slowest', 'µs/task', 'vs loop', 'vs best rival', 'efficiency'].map(
  (name) => ({ name, alignment: 'right' as const }),
)

/** Prints a scenario's rows as a table; `vs` is how many times as fast. */
export function printTable(title: string, rows: readonly Row[], items: number, jobs: number): void {
  const baseline = fastest(rows, 'baseline')
  const best = fastest(rows, 'rival')
  const table = new Table({ title, columns: [TEXT, ...NUMBERS], shouldDisableColors: true })
  for (const row of rows) {
    const failed = { contender: row.name, items: 'failed' }
    table.addRow(row.error === undefined ? cells(row, items, jobs, baseline, best) : failed)
  }
  table.printTable()
  notes(rows, items).forEach((note) => console.log(note))
  console.log()
}

function cells(row: Row, items: number, jobs: number, baseline: number, best: number): Record<string, string> {
  const extrapolated = row.items < items
  return {
    contender: row.name,
    items: extrapolated ? `~ ${count(row.items)}` : count(row.items),
    'median ms': extrapolated ? `~ ${format(row.ms)}` : format(row.ms),
    fastest: format((Math.min(...row.times) * items) / row.items),
    slowest: format((Math.max(...row.times) * items) / row.items),
    'µs/task': format((row.ms * 1000) / items),
    'vs loop': format(baseline / row.ms),
    'vs best rival': format(best / row.ms),
    efficiency: format(baseline / (jobs * row.ms)),
  }
}

function notes(rows: readonly Row[], items: number): string[] {
  const failures = rows.filter((row) => row.error !== undefined).map((row) => `${row.name} failed: ${row.error}`)
  const extrapolated = rows.some((row) => row.error === undefined && row.items < items)
  return extrapolated ? [`~ ran as many items as given, times extrapolated to ${count(items)}`, ...failures] : failures
}

function fastest(rows: readonly Row[], role: Row['role']): number {
  return Math.min(...rows.filter((row) => row.role === role && row.error === undefined).map((row) => row.ms))
}

function count(value: number): string {
  return value.toLocaleString('en')
}
