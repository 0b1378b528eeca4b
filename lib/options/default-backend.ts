import type { BackendName } from './backend-names.js'
import type { Hints } from './hints.js'
import { nestingLevel } from './nesting.js'
import { missingFlags } from './permission.js'
import { registeredDefault } from './registered.js'

/** From this level on workers start no more workers unless a backend is named: the program's may, theirs don't. */
const DEEPEST_WORKERS = 2

/** The backend where none is named. */
export function defaultBackend(nJobs: number, { prefer, require }: Hints): BackendName | (string & {}) {
  if (require === 'sharedmem') return nJobs === 1 ? 'sequential' : 'async'
  const registration = registeredDefault()
  if (registration && !prefer) return registration.name
  return nJobs === 1 ? 'sequential' : defaultWorkers({ prefer, require })
}

/** The backend for several jobs: workers, or the plain loop where there are workers enough or Node's flags forbid them. */
function defaultWorkers(hints: Hints): BackendName {
  if (nestingLevel() >= DEEPEST_WORKERS) return 'sequential'
  const wanted = wantedWorkers(hints)
  return missingFlags(wanted).length === 0 ? wanted : 'sequential'
}

/** The workers that would run several jobs if nothing forbade it. */
export function wantedWorkers({ prefer }: Hints): 'threads' | 'processes' {
  return prefer ?? 'threads'
}
