import type { Offer } from '../../../lib/backends/worker-line.js'

/** As in lib/backends/pooled-executor.ts, in ms. */
export const SHARE_AFTER = 2

/** Which of the offers an idle worker takes; undefined: none yet. */
export function choose(offers: readonly Offer[], now: number): Offer | undefined {
  const due = offers.filter(({ since }) => since <= now - SHARE_AFTER)
  return due.sort((a, b) => b.tasks - a.tasks)[0]
}
