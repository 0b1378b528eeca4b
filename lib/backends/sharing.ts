import type { Offer } from './worker-queue.js'

/** A batch that has said nothing for so many ms while a worker idles is cut. Cutting costs a tenth of a ms. */
export const SHARE_AFTER = 2

/** Which of the offers an idle worker takes: the largest that is due; undefined when none is yet. */
export function choose(offers: readonly Offer[], now: number): Offer | undefined {
  const due = offers.filter(({ since }) => since <= now - SHARE_AFTER)
  return due.sort((a, b) => b.tasks - a.tasks)[0]
}
