import { type BackendChoice, namedBackend } from './backend.js'
import { resolveHints } from './hints.js'
import { merge } from './merge.js'
import { readOptions, type ScopeOptions } from './names.js'
import { type Config, toConfig } from './options.js'
import type { ParallelOptions } from './parallel-options.js'
import { scopesHere } from './scope.js'
import { hasCallersMemory, ifUnshared, inCallersMemory, refusal, type Unshared } from './shared-memory.js'

/** What became of options, and how. */
export interface Resolved {
  readonly config: Config
  /** What `config` was made from: the options in force as they were written, here or in a scope. */
  readonly given: ParallelOptions
  /** Those of them that were not taken from a scope. */
  readonly own: ParallelOptions
  /** The options that name the backend, of this place or of a scope; undefined where none do: then the choice is ours. */
  readonly home: ParallelOptions | undefined
  /** What to do about a registered backend when it turns out, once loaded, not to have the caller's memory. */
  readonly unshared: Unshared
  /** The backend of a scope that has given way to one with the caller's memory. */
  readonly replaced: BackendChoice | undefined
}

/**
 * Takes each option from where it is set: by the user here, or in the scopes around.
 *
 * @throws OptionError `ERR_UNKNOWN_OPTION` for a name that is no option, `ERR_INVALID_OPTION` for a value that the
 * option can't have
 */
export function resolveOptions(options: ParallelOptions = {}, scopes: readonly ScopeOptions[] = scopesHere()): Resolved {
  const read = readOptions(options)
  const own = { ...read, nJobs: read.nJobs ?? undefined }
  const merged = merge([own, ...scopes])
  const { options: given, home } = merged
  const hints = resolveHints(given)
  const named = home && namedBackend(home.backend)
  const unshared = named === undefined || hasCallersMemory(named) ? 'taken' : ifUnshared(merged, own)
  if (named !== undefined && hasCallersMemory(named) === false) {
    if (unshared === 'refused') throw refusal(named)
    if (unshared === 'replaced') return replaceBackend({ given, own, home }, named)
  }
  return { config: toConfig(given, hints), given, own, home, unshared, replaced: undefined }
}

/** The same with the backend of a scope replaced, as it doesn't have the caller's memory, which is required. */
export function replaceBackend({ given, own, home }: Pick<Resolved, 'given' | 'own' | 'home'>, replaced: BackendChoice): Resolved {
  const options = inCallersMemory(given, own)
  return { config: toConfig(options, resolveHints(options)), given: options, own, home, unshared: 'taken', replaced }
}
