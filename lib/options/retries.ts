import type { Retries } from '../model/retries.js'
import { LONGEST_TIMER } from '../model/timers.js'
import { checkNames, checkObject, invalid } from './checks.js'
import type { RetryOptions } from './parallel-options.js'

const DEFAULTS = { minDelay: 100, factor: 2, maxDelay: 10_000 } as const
const NAMES = ['limit', 'minDelay', 'factor', 'maxDelay', 'shouldRetry']

/** What the option `retries` comes to; undefined where nothing is run again. */
export function resolveRetries(given: unknown): Retries | undefined {
  if (given === undefined) return undefined
  const read = typeof given === 'number' ? { limit: given } : given
  checkObject('retries', 'a number or an object such as { limit: 3 }', read)
  checkNames(read, NAMES, 'retries')
  const options: Partial<RetryOptions> = read
  const { limit, minDelay = DEFAULTS.minDelay, factor = DEFAULTS.factor, maxDelay = DEFAULTS.maxDelay, shouldRetry } = options
  if (!isWhole(limit)) throw invalid('retries', 'a whole number of at least 0', limit)
  for (const [name, value] of Object.entries({ minDelay, factor, maxDelay })) {
    if (!(typeof value === 'number' && value >= 0)) throw invalid(`retries.${name}`, 'a number of at least 0', value)
  }
  if (shouldRetry !== undefined && typeof shouldRetry !== 'function') {
    throw invalid('retries.shouldRetry', 'a function', shouldRetry)
  }
  return limit === 0 ? undefined : { limit, minDelay, factor, maxDelay: Math.min(maxDelay, LONGEST_TIMER), shouldRetry }
}

function isWhole(value: unknown): value is number {
  return value === Infinity || (Number.isInteger(value) && (value as number) >= 0)
}
