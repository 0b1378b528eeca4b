import type { Backend } from '../model/backend.js'
import { didYouMean, invalid, quoted } from './checks.js'

/** The backends that come with the library; whatever loads them is keyed by this list. */
export const BACKEND_NAMES = ['sequential', 'async', 'threads', 'processes'] as const
export type BackendName = (typeof BACKEND_NAMES)[number]

/** joblib's names. What `threading` promises, one heap for the caller and all tasks, is what `async` gives here. */
export const BACKEND_ALIASES = {
  threading: 'async',
  loky: 'processes',
  multiprocessing: 'processes',
} as const satisfies Record<string, BackendName>
export type BackendAlias = keyof typeof BACKEND_ALIASES

const KNOWN = [...BACKEND_NAMES, ...Object.keys(BACKEND_ALIASES)]
const EXPECTED = `${quoted(KNOWN)}, or an object with name, traits and open()`

/**
 * Where tasks run: one of our names, aliases resolved, or the user's own backend as it is.
 *
 * @param nJobs decides when `given` is undefined: a plain loop for 1, threads for more
 * @throws OptionError `ERR_INVALID_OPTION` for an unknown name, and an object that is no backend
 * @source joblib `backend`
 */
export function resolveBackend(given: unknown, nJobs: number): BackendName | Backend {
  if (given === undefined) return nJobs === 1 ? 'sequential' : 'threads'
  if (isName(given)) return given
  if (isAlias(given)) return BACKEND_ALIASES[given]
  if (isBackend(given)) return given
  throw invalid('backend', EXPECTED, given, didYouMean(given, KNOWN))
}

function isName(given: unknown): given is BackendName {
  return BACKEND_NAMES.some((name) => name === given)
}

function isAlias(given: unknown): given is BackendAlias {
  return typeof given === 'string' && Object.hasOwn(BACKEND_ALIASES, given)
}

function isBackend(given: unknown): given is Backend {
  const { name, traits, open } = Object(given) as Partial<Backend>
  return typeof name === 'string' && typeof traits === 'object' && traits !== null && typeof open === 'function'
}
