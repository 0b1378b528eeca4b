import { OptionError } from '../model/errors.js'
import { closest } from './closest.js'
import { show } from './show.js'

/** The error of every option: what was expected, what came, and what to do next where that isn't obvious. */
export function invalid(option: string, expected: string, given: unknown, advice?: string): OptionError {
  const ending = advice === undefined ? '' : `. ${advice}`
  return new OptionError(option, `${option} must be ${expected}, got: ${show(given)}${ending}`)
}

/** @param expected such as `an object such as { nJobs: 2 }` */
export function checkObject(
  option: string,
  expected: string,
  given: unknown,
): asserts given is Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid(option, expected, given)
}

/**
 * @param option what `given` is the value of; left out: it is the options themselves
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

/** `given` if it is one of `valid`; the first of these when it is undefined. */
export function oneOf<T extends string>(option: string, valid: readonly [T, ...T[]], given: unknown): T {
  if (given === undefined) return valid[0]
  const value = valid.find((candidate) => candidate === given)
  if (value === undefined) throw invalid(option, quoted(valid), given, didYouMean(given, valid))
  return value
}

export function quoted(words: readonly string[]): string {
  const all = words.map((word) => `'${word}'`)
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} or ${all.at(-1)}` : all.join()
}

export function didYouMean(given: unknown, valid: readonly string[]): string | undefined {
  const near = typeof given === 'string' ? closest(given, valid) : undefined
  return near && `Did you mean '${near}'?`
}
