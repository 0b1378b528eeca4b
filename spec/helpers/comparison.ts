import type { Comparison, Place, Row } from '../../lib/cli/model.js'

/** What a comparison can be told apart by, in as few words as possible: where, with how many jobs, and the result. */
export type RowText = readonly [place: Place, nJobs: number, outcome: number | string, batchSize?: number]

/** A comparison that took three rounds of just so many ms each; words are a problem. */
export function comparison(by: Comparison['by'], rows: readonly RowText[], items = 1000): Comparison {
  return { question: `Which ${by}?`, by, items, rows: rows.map(row) }
}

function row([place, nJobs, outcome, batchSize = 0]: RowText): Row {
  const setup = { place, nJobs, batchSize: batchSize === 0 ? ('auto' as const) : batchSize }
  return typeof outcome === 'string' ? { setup, times: [], problem: outcome } : { setup, times: [outcome, outcome, outcome] }
}
