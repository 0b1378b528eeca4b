import { invalid } from './checks.js'

/**
 * The positive integer that a variable of the environment holds; Infinity where it is empty or not set.
 *
 * @throws OptionError `ERR_INVALID_OPTION`
 */
export function limitOf(variable: string): number {
  const text = process.env[variable]?.trim()
  if (!text) return Infinity
  if (!/^\d+$/.test(text) || Number(text) === 0) throw invalid(variable, 'a positive integer', text)
  return Number(text)
}
