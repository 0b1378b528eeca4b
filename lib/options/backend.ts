import type { Backend } from '../model/backend.js'
import { type BackendName, isOurs, OUR_NAMES, resolveAlias } from './backend-names.js'
import { didYouMean, invalid, quoted } from './checks.js'
import { defaultBackend } from './default-backend.js'
import type { Hints } from './hints.js'
import { registered, registeredNames } from './registered.js'

/** A backend in checked options: one of the library's own names (aliases resolved), a registered name, or an object. */
export type BackendChoice = BackendName | (string & {}) | Backend

/**
 * The backend that the option `backend` means, or the one that suits where it is left out.
 *
 * @param nJobs decides, with the hints, when `given` is undefined
 * @throws OptionError `ERR_INVALID_OPTION` for an unknown name, and an object that is no backend
 * @source joblib `backend`
 */
export function resolveBackend(given: unknown, nJobs: number, hints: Hints = {}): BackendChoice {
  return given === undefined ? defaultBackend(nJobs, hints) : namedBackend(given)
}

/** The backend that a name or an object means: names are checked, aliases resolved. */
export function namedBackend(given: unknown): BackendChoice {
  if (typeof given === 'string') {
    const name = resolveAlias(given)
    if (isOurs(name) || registered(name)) return name
  } else if (isBackend(given)) return given
  const known = [...OUR_NAMES, ...registeredNames()]
  throw invalid('backend', `${quoted(known)}, or an object with name, traits and open()`, given, didYouMean(given, known))
}

export function isBackend(given: unknown): given is Backend {
  const { name, traits, open } = Object(given) as Partial<Backend>
  return typeof name === 'string' && typeof traits === 'object' && traits !== null && typeof open === 'function'
}
