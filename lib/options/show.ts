import { inspect } from 'node:util'

const LONGEST = 80

/** A value as it reads in an error message: one short line, whatever it is. */
export function show(value: unknown): string {
  const text = inspectSafely(value).replace(/\s*\n\s*/g, ' ')
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

function inspectSafely(value: unknown): string {
  try {
    return inspect(value, { depth: 0, breakLength: Infinity, maxArrayLength: 3, maxStringLength: LONGEST })
  } catch {
    return '<not printable>' // a user's own inspect method or getter threw
  }
}
