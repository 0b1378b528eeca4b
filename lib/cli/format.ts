import { show as showAs } from '../model/show.js'

export { oneLine } from '../model/show.js'
export { count, duration, gauge, number, percent } from '../progress/format.js'

/** How many times as fast something is, with the digit that tells 1 from 1.05: `3.97`. */
export function times(ratio: number): string {
  if (!Number.isFinite(ratio)) return '–'
  return ratio >= 0.01 ? ratio.toFixed(ratio >= 9.95 ? 0 : 2) : ratio.toPrecision(1)
}

/** An item, argument or result as text. */
export function show(value: unknown): string {
  return showAs(value, { depth: 2, entries: 6, longest: 60 })
}
