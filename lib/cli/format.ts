import { inspect } from 'node:util'

export { bar, count, duration, number, percent } from '../progress/format.js'

/** How many times as fast; with the digit that tells 1 from 1.05. */
export function times(ratio: number): string {
  if (!Number.isFinite(ratio)) return '–'
  return ratio >= 0.01 ? ratio.toFixed(ratio >= 9.95 ? 0 : 2) : ratio.toPrecision(1)
}

const LONGEST = 60

/** A value on one short line, whatever it is. */
export function show(value: unknown): string {
  return shorten(inspectSafely(value), LONGEST)
}

export function shorten(text: string, longest: number): string {
  const line = text.replace(/\s*\n\s*/g, ' ')
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

function inspectSafely(value: unknown): string {
  try {
    return inspect(value, { depth: 2, breakLength: Infinity, maxArrayLength: 6, maxStringLength: LONGEST })
  } catch {
    return '<not printable>' // a user's own inspect method or getter threw
  }
}
