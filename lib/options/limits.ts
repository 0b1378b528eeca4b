import type { ResourceLimits } from '../model/resource-limits.js'
import { didYouMean, invalid } from './checks.js'

/** The longest that a timer of Node can wait, in ms: 25 days. */
export const LONGEST_TIMER = 2 ** 31 - 1

/** Milliseconds; undefined where nothing ends. */
export function resolveTimeout(given: unknown): number | undefined {
  if (given === undefined) return undefined
  if (typeof given === 'number' && given > 0) return given <= LONGEST_TIMER ? given : undefined
  throw invalid('timeout', 'a number of milliseconds above 0', given)
}

/** Milliseconds, maybe Infinity. */
export function resolveIdleTimeout(given: unknown): number | undefined {
  if (given === undefined || (typeof given === 'number' && given >= 0)) return given
  throw invalid('idleTimeout', 'a number of milliseconds of at least 0', given)
}

/** Undefined where there is no limit. */
export function resolveLimit(option: string, given: unknown): number | undefined {
  return given === Infinity ? undefined : resolvePositiveInteger(option, given)
}

export function resolvePositiveInteger(option: string, given: unknown): number | undefined {
  if (given === undefined) return undefined
  if (Number.isInteger(given) && (given as number) > 0) return given as number
  throw invalid(option, 'a positive integer', given)
}

const LIMITS = ['maxOldGenerationSizeMb', 'maxYoungGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb']

export function resolveResourceLimits(given: unknown): ResourceLimits | undefined {
  if (given === undefined) return undefined
  if (typeof given !== 'object' || given === null) throw invalid('resourceLimits', 'an object such as { maxOldGenerationSizeMb: 512 }', given)
  for (const [name, value] of Object.entries(given)) {
    if (!LIMITS.includes(name)) throw invalid('resourceLimits', `an object with ${LIMITS.join(', ')}`, given, didYouMean(name, LIMITS))
    if (!(typeof value === 'number' && value > 0)) throw invalid(`resourceLimits.${name}`, 'a number above 0', value)
  }
  return given
}
