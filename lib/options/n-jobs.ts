import { OptionError } from '../model/errors.js'
import { show } from './show.js'

const MEANING = '1 is a plain loop, -1 all cores, -2 all but one'
const INTEGER = /^\s*[+-]?\d+\s*$/

/**
 * How many tasks may run at the same time. Numbers are truncated; a negative one counts down from the cores, where -1
 * is all of them; undefined and null are 1. The result may exceed the cores.
 *
 * @param cores gives how many there are, at least 1
 * @throws OptionError `ERR_INVALID_OPTION` for what is no whole number, and for 0
 * @source joblib `n_jobs`
 */
export function resolveNJobs(given: unknown, cores: () => number): number {
  const n = toInteger(given ?? 1)
  if (n === undefined) {
    throw new OptionError('nJobs', `nJobs could not be converted to an integer, got: ${show(given)}. ${MEANING}`)
  }
  if (n === 0) throw new OptionError('nJobs', `nJobs == 0 has no meaning, got: ${show(given)}. ${MEANING}`)
  return n > 0 ? n : Math.max(cores() + 1 + n, 1)
}

/** A number, or text with one, as an integer: fractions are cut off. Undefined for anything else. */
export function toInteger(given: unknown): number | undefined {
  const readable = typeof given === 'number' || (typeof given === 'string' && INTEGER.test(given))
  const n = readable ? Math.trunc(Number(given)) : NaN
  return Number.isFinite(n) ? n : undefined
}
