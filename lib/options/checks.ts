import { OptionError } from '../model/errors.js'
import { closest } from './closest.js'
import { show } from './show.js'

/** The error of every option: what was expected, what came, and what to do next where that isn't obvious. */
export function invalid(option: string, expected: string, given: unknown, advice?: string): OptionError {
  const ending = advice === undefined ? '' : `. ${advice}`
  return new OptionError(option, `${option} must be ${expected}, got: ${show(given)}${ending}`)
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
