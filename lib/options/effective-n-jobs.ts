import { resolveOptions } from './resolve.js'
import { roomAt } from './room-at.js'

/**
 * How many tasks a `Parallel` that is made here would run at the same time: scopes (`parallelConfig`) and, in workers, the cores
 * that are left count as they would for it.
 *
 * A registered backend (`registerParallelBackend`) may not be loaded yet. It isn't asked, and cores are counted instead.
 *
 * @param nJobs as the option; left out it is -1, all cores. null and undefined stand for what the scope around sets, or 1
 * @returns a number of at least 1; 0 if a backend says that it has no workers
 * @throws OptionError `ERR_INVALID_OPTION`
 * @source joblib `effective_n_jobs`
 */
export function effectiveNJobs(nJobs?: number | string | null): number
export function effectiveNJobs(...args: [nJobs?: number | string | null]): number {
  const { config, given } = resolveOptions({ nJobs: args.length === 0 ? -1 : args[0] })
  return typeof config.backend === 'string' ? config.nJobs : roomAt(config.backend, given, config.nJobs)
}
