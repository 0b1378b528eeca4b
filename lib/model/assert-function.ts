/**
 * Throws a TypeError unless a function was given.
 *
 * @param expects the beginning of the message, such as `map() expects a function first`
 */
export function assertFunction(given: unknown, expects: string): asserts given is (...args: never[]) => unknown {
  if (typeof given !== 'function') throw new TypeError(`${expects}, got ${given === null ? 'null' : typeof given}`)
}
