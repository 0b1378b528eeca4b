import type { BackendName } from './backend-names.js'
import type { Hints } from './hints.js'
import { nestingLevel } from './nesting.js'
import { missingFlags } from './permission.js'
import { registeredDefault } from './registered.js'

/** Workers start workers where they are asked to run more than one job, and these do no more. */
const DEEPEST_WORKERS = 2

/** Where tasks run if nobody names a backend. */
export function defaultBackend(nJobs: number, { prefer, require }: Hints): BackendName | (string & {}) {
  if (require === 'sharedmem') return nJobs === 1 ? 'sequential' : 'async'
  const registration = registeredDefault()
  if (registration && !prefer) return registration.name
  return nJobs === 1 ? 'sequential' : defaultWorkers({ prefer, require })
}

/** What runs more than one job; the plain loop where there are workers enough, or Node's flags forbid them. */
function defaultWorkers(hints: Hints): BackendName {
  if (nestingLevel() >= DEEPEST_WORKERS) return 'sequential'
  const wanted = wantedWorkers(hints)
  return missingFlags(wanted).length === 0 ? wanted : 'sequential'
}

export function wantedWorkers({ prefer }: Hints): 'threads' | 'processes' {
  return prefer ?? 'threads'
}
