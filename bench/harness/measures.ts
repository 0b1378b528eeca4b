import type { Role } from './contender.js'
import type { Result } from './result.js'
import type { Row } from './row.js'

type Measure = (row: Row, result: Result) => number

/** What follows from the times. Everything else that a table shows is a figure that was measured. */
const MEASURES: Readonly<Record<string, Measure>> = {
  fastest: ({ runs }) => Math.min(...runs.map(({ ms = NaN }) => ms)),
  slowest: ({ runs }) => Math.max(...runs.map(({ ms = NaN }) => ms)),
  'µs/task': (row, { items }) => (ms(row) * 1000) / items,
  'vs loop': (row, result) => baseline(row, result) / ms(row),
  'vs best rival': (row, { rows }) => best(rows, 'rival') / ms(row),
  efficiency: (row, result) => baseline(row, result) / (result.jobs * ms(row)),
  'vs limit': (row, { rows }) => (row.baseline === undefined ? best(rows, 'limit') / ms(row) : NaN),
  'vs cloning': (row, result) => later(baselineOf(row, result)) / later(row),
  'vs joblib': (row, { rows }) => later(rows.find(({ name }) => name === 'Python, joblib')) / later(row),
  '× ideal': (row, result) => ms(row) / idealMakespan(baseline(row, result), result),
}

export function valueOf(column: string, row: Row, result: Result): number {
  return MEASURES[column]?.(row, result) ?? row.medians[column] ?? NaN
}

/** Nobody can be done before the longest task, nor before everybody has worked all the time. */
function idealMakespan(sequential: number, { jobs, scenario }: Result): number {
  return sequential * Math.max(1 / jobs, scenario.longest ?? 0)
}

function baseline(row: Row, result: Result): number {
  return ms(baselineOf(row, result))
}

function baselineOf(row: Row, { rows }: Result): Row | undefined {
  return rows.find(({ role, baseline }) => role === 'baseline' && baseline === row.baseline)
}

function best(rows: readonly Row[], role: Role): number {
  return Math.min(...rows.filter((row) => row.role === role && row.error === undefined).map(ms))
}

function ms(row: Row | undefined): number {
  return row?.medians['ms'] ?? NaN
}

/** What each task but the first adds. */
function later(row: Row | undefined): number {
  return row?.medians['later ms'] ?? NaN
}
