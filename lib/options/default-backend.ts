import type { BackendName } from './backend-names.js'
import type { Hints } from './hints.js'
import { missingFlags } from './permission.js'
import { registeredDefault } from './registered.js'

/** Where tasks run if nobody names a backend. */
export function defaultBackend(nJobs: number, { prefer, require }: Hints): BackendName | (string & {}) {
  if (require === 'sharedmem') return nJobs === 1 ? 'sequential' : 'async'
  const registration = registeredDefault()
  if (registration && !prefer) return registration.name
  return nJobs === 1 ? 'sequential' : defaultWorkers({ prefer, require })
}

/** What runs more than one job; the plain loop where Node's flags forbid it. */
function defaultWorkers(hints: Hints): BackendName {
  const wanted = wantedWorkers(hints)
  return missingFlags(wanted).length === 0 ? wanted : 'sequential'
}

export function wantedWorkers({ prefer }: Hints): 'threads' | 'processes' {
  return prefer ?? 'threads'
}
