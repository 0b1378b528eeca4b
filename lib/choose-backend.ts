import { loadBackend } from './backends/registry.js'
import type { Backend } from './model/backend.js'
import { BackendError } from './model/errors.js'
import { wantedWorkers } from './options/default-backend.js'
import type { Config } from './options/options.js'
import { warnOfMissingFlags } from './options/permission.js'
import { resolvePreDispatch } from './options/pre-dispatch.js'
import { replaceBackend, type Resolved } from './options/resolve.js'
import { roomAt } from './options/room-at.js'
import { givesWay } from './options/shared-memory.js'
import { replacedLine } from './progress/joblib-lines.js'
import { DECISIONS_FROM, streamFor } from './progress/verbose-reporter.js'

/** The backend on which the calls of an instance run, and the options that led to it. */
export interface ChosenBackend extends Pick<Resolved, 'config' | 'given'> {
  readonly backend: Backend
}

export async function chooseBackend(resolved: Resolved): Promise<ChosenBackend> {
  const { config, given, namedBy, replaced } = resolved
  if (replaced) tellReplaced(resolved, replaced)
  else if (!namedBy && config.backend === 'sequential' && config.nJobs > 1) warnOfMissingFlags(wantedWorkers(given))
  const backend = await loadBackend(config.backend, namedBy)
  const isCallers = backend.traits.memory === 'caller'
  return givesWay(resolved, backend, isCallers) ? chooseBackend(replaceBackend(resolved, backend)) : { config, given, backend }
}

/** The options of a call. `nJobs` is what the backend has room for now: one of the user's may have more than wanted, or less. */
export function configFor({ config, given, backend }: ChosenBackend): Config {
  const nJobs = roomAt(backend, given, config.nJobs)
  if (!(nJobs >= 1)) {
    const answer = `asked for ${given.nJobs ?? 1} jobs, it has room for ${nJobs}`
    throw new BackendError('ERR_NO_WORKERS', `backend '${backend.name}' has no active worker: ${answer}. Start some first`)
  }
  return nJobs === config.nJobs ? config : { ...config, nJobs, preDispatch: resolvePreDispatch(given.preDispatch, nJobs) }
}

function tellReplaced({ config }: Resolved, replaced: Config['backend']): void {
  const name = (backend: Config['backend']) => (typeof backend === 'string' ? backend : backend.name)
  if (config.verbose >= DECISIONS_FROM) streamFor(config.verbose)(replacedLine(name(replaced), name(config.backend)))
}
