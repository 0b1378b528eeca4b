import { availableParallelism } from 'node:os'
import { invalid } from './checks.js'

/** The environment variables that lower the count; the second is joblib's. */
const LIMITS = ['ALLCORES_MAX_CPU_COUNT', 'LOKY_MAX_CPU_COUNT']

/**
 * How many cores this program may use, at least 1: what the system says, or less if `ALLCORES_MAX_CPU_COUNT` or
 * `LOKY_MAX_CPU_COUNT` does. An empty variable counts as unset.
 *
 * @throws OptionError `ERR_INVALID_OPTION` when one of them is no positive integer; `option` names the variable
 * @source joblib `cpu_count`
 */
export function cpuCount(): number {
  return Math.min(availableParallelism(), ...LIMITS.map(limit))
}

function limit(variable: string): number {
  const text = process.env[variable]?.trim()
  if (!text) return Infinity
  if (!/^\d+$/.test(text) || Number(text) === 0) throw invalid(variable, 'a positive integer', text)
  return Number(text)
}
