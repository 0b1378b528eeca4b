import type { Backend } from '../model/backend.js'
import type { BackendName } from '../options/options.js'

/** Where each backend comes from. Loaded when it is first used: workers are dear, and a plain loop needs none. */
const BACKENDS: Readonly<Record<BackendName, () => Promise<Backend>>> = {
  sequential: async () => (await import('./sequential.js')).sequential,
  async: async () => (await import('./async.js')).async,
  threads: async () => (await import('./workers.js')).threads,
  processes: async () => (await import('./workers.js')).processes,
}

/** @param free the choice was left to us: tasks may run in the caller's thread where that is faster */
export async function loadBackend(backend: BackendName | Backend, free: boolean): Promise<Backend> {
  if (typeof backend !== 'string') return backend
  const loaded = await BACKENDS[backend]()
  return free && !loaded.traits.inline ? (await import('./thrifty.js')).thrifty(loaded) : loaded
}
