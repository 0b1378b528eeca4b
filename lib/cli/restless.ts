import { unrest } from './figures.js'
import { percent } from './format.js'
import type { Comparison } from './model.js'

/** The unrest that medians can bear; an idle machine stays below. */
const BEARABLE = 0.1

/** The least number of rounds: with fewer the median is no better than any one of them. */
const ENOUGH_ROUNDS = 3

/** Sentences that warn of numbers which mean little: there were too few, or the machine had something else to do. */
export function restless(comparisons: readonly Comparison[]): string[] {
  const rounds = Math.min(...comparisons.map(({ rows }) => Math.max(0, ...rows.map(({ times }) => times.length))))
  const most = Math.max(0, ...comparisons.map(unrest).filter(Number.isFinite))
  const few = `Fewer than ${ENOUGH_ROUNDS} rounds were run: give it more --time for numbers to rely on.`
  const busy = `The plain loop itself varied by ${percent(most)} from round to round: is the machine busy?`
  return [...(rounds < ENOUGH_ROUNDS ? [few] : []), ...(most > BEARABLE ? [busy] : [])]
}
