import { type BackendChoice, namedBackend } from './backend.js'
import { resolveHints } from './hints.js'
import { merge } from './merge.js'
import { readOptions, type ScopeOptions } from './names.js'
import { type Config, toConfig } from './options.js'
import type { ParallelOptions } from './parallel-options.js'
import { scopesHere } from './scope.js'
import { givesWay, hasCallersMemory, inCallersMemory, type SourcedOptions } from './shared-memory.js'

/** The options in force, and how they came about. */
export interface Resolved extends SourcedOptions {
  readonly config: Config
  /** The backend of a scope that has given way to one with the caller's memory; undefined where none has. */
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
  const { given, namedBy } = merged
  const hints = resolveHints(given)
  const named = namedBy && namedBackend(namedBy.backend)
  const sourced = { own, ...merged }
  if (named !== undefined && givesWay(sourced, named, hasCallersMemory(named))) return replaceBackend(sourced, named)
  return { config: toConfig(given, hints), replaced: undefined, ...sourced }
}

/** The options in force once the backend that a scope names is replaced by one that has the caller's memory. */
export function replaceBackend({ given, own, namedBy }: SourcedOptions, replaced: BackendChoice): Resolved {
  const options = inCallersMemory(given, own)
  return { config: toConfig(options, resolveHints(options)), given: options, own, namedBy, replaced }
}
