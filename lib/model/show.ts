import { inspect } from 'node:util'

export interface Look {
  /** How deep to go into objects. */
  readonly depth: number
  /** How many entries of an array to show. */
  readonly entries: number
  /** How many characters there may be. */
  readonly longest: number
}

/** A value on one short line, whatever it is. */
export function show(value: unknown, { depth, entries, longest }: Look): string {
  const options = { depth, breakLength: Infinity, maxArrayLength: entries, maxStringLength: longest }
  return oneLine(printed(() => inspect(value, options)), longest)
}

/** Text on one line that is not longer than that. */
export function oneLine(text: string, longest: number): string {
  const line = text.replace(/\s*\n\s*/g, ' ')
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** What was thrown, as it reads in a message: `RangeError: no 7`. */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** What `print` makes of a user's value. */
export function printed(print: () => string): string {
  try {
    return print()
  } catch {
    return '<not printable>' // a user's own inspect method, toString or getter threw
  }
}
