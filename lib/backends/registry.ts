import type { Backend } from '../model/backend.js'
import type { BackendChoice } from '../options/backend.js'
import { type BackendName, isOurs } from '../options/backend-names.js'
import type { ParallelOptions } from '../options/parallel-options.js'
import { refuseForbidden } from '../options/permission.js'
import { loadRegistered } from './load-registered.js'

/** Our backends, loaded when they are first used: workers take long to load, and a plain loop needs none. */
const BACKENDS: Readonly<Record<BackendName, () => Promise<Backend>>> = {
  sequential: async () => (await import('./sequential.js')).sequential,
  async: async () => (await import('./async.js')).async,
  threads: async () => (await import('./workers.js')).threads,
  processes: async () => (await import('./workers.js')).processes,
}

/**
 * Gives the backend that an option names.
 *
 * @param namedBy the options that name the backend; undefined: the choice was left to us, and tasks may run in the caller's
 * thread where that is faster
 */
export async function loadBackend(backend: BackendChoice, namedBy: ParallelOptions | undefined): Promise<Backend> {
  if (typeof backend !== 'string') return backend
  if (!isOurs(backend)) return loadRegistered(backend, namedBy)
  refuseForbidden(backend)
  const loaded = await BACKENDS[backend]()
  return namedBy || loaded.traits.inline ? loaded : (await import('./inlining.js')).inliningCheapTasks(loaded)
}
