import { inspect } from 'node:util'

/** How much of a value {@link show} shows. */
export interface ShowLimits {
  /** How deep to go into objects. */
  readonly depth: number
  /** How many entries of an array to show. */
  readonly entries: number
  /** How many characters there may be. */
  readonly longest: number
}

/** Any value as text on one short line. */
export function show(value: unknown, { depth, entries, longest }: ShowLimits): string {
  const options = { depth, breakLength: Infinity, maxArrayLength: entries, maxStringLength: longest }
  return oneLine(printed(() => inspect(value, options)), longest)
}

/** Text as one line of at most `longest` characters. */
export function oneLine(text: string, longest: number): string {
  const line = text.replace(/\s*\n\s*/g, ' ')
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** A thrown value as messages have it: `RangeError: no 7`. */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** What `print` returns for a user's value, or a stand-in if it throws. */
export function printed(print: () => string): string {
  try {
    return print()
  } catch {
    return '<not printable>' // a user's own inspect method, toString or getter threw
  }
}
