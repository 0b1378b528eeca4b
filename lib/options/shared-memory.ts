import { OptionError } from '../model/errors.js'
import type { BackendChoice } from './backend.js'
import { infoOf } from './backend-names.js'
import type { Merged } from './merge.js'
import type { ParallelOptions } from './parallel-options.js'

/** Options, and the sources that they are from. */
export interface SourcedOptions extends Merged {
  /** The options that were not taken from a scope. */
  readonly own: ParallelOptions
}

/** Whether tasks see the caller's own objects; undefined for a registered backend, which has to be loaded first. */
export function hasCallersMemory(backend: BackendChoice): boolean | undefined {
  return typeof backend === 'string' ? infoOf(backend)?.callersMemory : backend.traits.memory === 'caller'
}

/**
 * Whether a backend that was named has to be replaced, as it doesn't have the caller's memory, which is required. Only
 * a scope's backend gives way: whoever names one in the same breath as `require`, or for the call itself, means it.
 *
 * @param isCallers whether the backend has the caller's memory; undefined if that isn't known yet
 * @throws OptionError where it must not be replaced
 */
export function givesWay({ given, own, namedBy }: SourcedOptions, backend: BackendChoice, isCallers: boolean | undefined): boolean {
  if (isCallers !== false || given.require === undefined || namedBy === undefined) return false
  if (namedBy !== own && namedBy.require === undefined) return true
  const name = typeof backend === 'string' ? backend : backend.name
  const what = `backend '${name}' does not share the caller's memory, which require: 'sharedmem' asks for`
  throw new OptionError('require', `${what}. Take backend 'async' or 'sequential', or leave require out`)
}

/** Options with a backend in the caller's memory in place of theirs: one task at a time, unless the call itself wants more. */
export function inCallersMemory(options: ParallelOptions, own: ParallelOptions): ParallelOptions {
  return { ...options, backend: 'async', nJobs: own.nJobs ?? 1, backendOptions: undefined, innerMaxNumThreads: undefined }
}
