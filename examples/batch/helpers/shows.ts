import { deepStrictEqual } from 'node:assert'

/** Prints a line, and throws where it isn't what it ought to be. */
export function shows(what: string, actual: unknown, expected: unknown): void {
  console.log(`${what}:`, actual)
  deepStrictEqual(actual, expected)
}
