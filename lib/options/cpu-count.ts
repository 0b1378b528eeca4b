import { availableParallelism } from 'node:os'
import { allowedCpus } from './affinity.js'
import { cpuQuota } from './cgroup.js'
import { checkNames, checkObject, invalid } from './checks.js'
import { limitOf } from './environment.js'
import { physicalCores } from './physical-cores.js'
import { readFile } from './read-file.js'

/** The environment variables that lower the count; the second is joblib's. */
const LIMITS = ['ALLCORES_MAX_CPU_COUNT', 'LOKY_MAX_CPU_COUNT']

/**
 * How many cores this program may use, at least 1: the least of what the system has, what this process may run on
 * (`taskset`, cpusets), its quota of CPU time (cgroup v1 and v2, rounded up), and `ALLCORES_MAX_CPU_COUNT` or
 * `LOKY_MAX_CPU_COUNT`. An empty variable counts as unset. docs/cores.md has more.
 *
 * @param options `onlyPhysicalCores`: logical cores that share a physical one count as one. It says nothing where a
 * quota or a variable lowers the count. A warning, once, where the system doesn't tell, and the logical count
 * @throws OptionError `ERR_INVALID_OPTION` when a variable is no positive integer or the option no boolean;
 * `ERR_UNKNOWN_OPTION` for another name. `option` names it
 * @source joblib `cpu_count`, `only_physical_cores`
 */
export function cpuCount(options: { readonly onlyPhysicalCores?: boolean } = {}): number {
  const onlyPhysical = resolveOnlyPhysical(options)
  const { cores, quota } = systemCores()
  const limit = Math.min(quota, ...LIMITS.map(limitOf))
  if (limit < cores) return limit
  return onlyPhysical ? Math.min(cores, physicalCores()) : cores
}

/** What the system lets this process use. */
interface SystemCores {
  readonly cores: number
  readonly quota: number
}

/** For how many ms a count is good: quotas change while a program runs, but reading them takes 0.15 ms, longer than a call. */
const READ_EVERY = 1000
let lastRead: { readonly at: number; readonly counted: SystemCores } | undefined

function systemCores(): SystemCores {
  const at = performance.now()
  if (!lastRead || at - lastRead.at >= READ_EVERY) lastRead = { at, counted: readSystemCores() }
  return lastRead.counted
}

function readSystemCores(): SystemCores {
  if (process.platform !== 'linux') return { cores: availableParallelism(), quota: Infinity }
  // what Node says of Linux rounds quotas down or misses them, each version in its own way
  return { cores: allowedCpus(readFile).length || availableParallelism(), quota: cpuQuota(readFile) }
}

function resolveOnlyPhysical(options: unknown): boolean {
  checkObject('options', 'an object such as { onlyPhysicalCores: true }', options)
  checkNames(options, ['onlyPhysicalCores'])
  const { onlyPhysicalCores = false } = options as { readonly onlyPhysicalCores?: unknown }
  if (typeof onlyPhysicalCores !== 'boolean') throw invalid('onlyPhysicalCores', 'true or false', onlyPhysicalCores)
  return onlyPhysicalCores
}
