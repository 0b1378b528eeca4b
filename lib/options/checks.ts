import { OptionError } from '../model/errors.js'
import { closest } from './closest.js'
import { show } from './show.js'

/** The error for a value of an option: what was expected, what came, and what to do next where that isn't obvious. */
export function invalid(option: string, expected: string, given: unknown, advice?: string): OptionError {
  const ending = advice === undefined ? '' : `. ${advice}`
  return new OptionError(option, `${option} must be ${expected}, got: ${show(given)}${ending}`)
}

/**
 * Throws unless an object was given that is no array.
 *
 * @param expected for the message: `an object such as { nJobs: 2 }`
 */
export function checkObject(
  option: string,
  expected: string,
  given: unknown,
): asserts given is Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid(option, expected, given)
}

/**
 * Throws where an object has a property that it can't have.
 *
 * @param option the name of the option whose value `given` is; left out where it is the options themselves
 * @throws OptionError `ERR_UNKNOWN_OPTION` for a name that is none of `names`
 */
export function checkNames(given: object, names: readonly string[], option?: string): void {
  const full = (name: string) => (option === undefined ? name : `${option}.${name}`)
  for (const name in given) {
    if (names.includes(name)) continue
    const [unknown, valid] = [full(name), names.map(full)]
    const sentences = [`unknown option ${show(unknown)}.`, didYouMean(unknown, valid), `Valid options: ${valid.join(', ')}`]
    throw new OptionError(unknown, sentences.filter(Boolean).join(' '), 'ERR_UNKNOWN_OPTION')
  }
}

/**
 * Returns `given` if it is one of `valid`, or the first of these when it is undefined; else throws.
 *
 * @param expected what the error names, where the option may be something else too
 */
export function oneOf<T extends string>(
  option: string, valid: readonly [T, ...T[]], given: unknown, expected = quoted(valid),
): T {
  if (given === undefined) return valid[0]
  const value = valid.find((candidate) => candidate === given)
  if (value === undefined) throw invalid(option, expected, given, didYouMean(given, valid))
  return value
}

/** `'a', 'b' or 'c'` */
export function quoted(words: readonly string[]): string {
  const all = words.map((word) => `'${word}'`)
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} or ${all.at(-1)}` : all.join()
}

/** `Did you mean 'nJobs'?` where one of `valid` is near to what was given; else undefined. */
export function didYouMean(given: unknown, valid: readonly string[]): string | undefined {
  const near = typeof given === 'string' ? closest(given, valid) : undefined
  return near && `Did you mean '${near}'?`
}
