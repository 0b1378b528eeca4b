import type { Backend } from '../model/backend.js'
import type { BackendName } from '../options/options.js'

/** Where each backend comes from. Loaded when it is first used: workers are dear, and a plain loop needs none. */
const BACKENDS: Readonly<Record<BackendName, () => Promise<Backend>>> = {
  sequential: async () => (await import('./sequential.js')).sequential,
  async: async () => (await import('./async.js')).async,
  threads: async () => (await import('./workers.js')).threads,
  processes: async () => (await import('./workers.js')).processes,
}

export async function loadBackend(backend: BackendName | Backend): Promise<Backend> {
  return typeof backend === 'string' ? BACKENDS[backend]() : backend
}
