import type { ResourceLimits } from '../model/resource-limits.js'
import { LONGEST_TIMER } from '../model/timers.js'
import { checkNames, checkObject, invalid } from './checks.js'

/** The milliseconds of the option `timeout`; undefined where tasks may take as long as they like. */
export function resolveTimeout(given: unknown): number | undefined {
  if (given === undefined) return undefined
  if (typeof given === 'number' && given > 0) return given <= LONGEST_TIMER ? given : undefined
  throw invalid('timeout', 'a number of milliseconds above 0', given)
}

/** The milliseconds of the option `idleTimeout`, maybe Infinity. */
export function resolveIdleTimeout(given: unknown): number | undefined {
  if (given === undefined || (typeof given === 'number' && given >= 0)) return given
  throw invalid('idleTimeout', 'a number of milliseconds of at least 0', given)
}

/** A positive integer; undefined where there is no limit, which Infinity says, too. */
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
  checkObject('resourceLimits', 'an object such as { maxOldGenerationSizeMb: 512 }', given)
  checkNames(given, LIMITS, 'resourceLimits')
  for (const [name, value] of Object.entries(given)) {
    if (!(typeof value === 'number' && value > 0)) throw invalid(`resourceLimits.${name}`, 'a number above 0', value)
  }
  return given
}
