import { OptionError } from '../model/errors.js'
import type { BackendChoice } from './backend.js'
import type { Merged } from './merge.js'
import type { ParallelOptions } from './parallel-options.js'

/** What becomes of a backend that is named where the caller's memory is required, and doesn't have it. */
export type Unshared = 'taken' | 'refused' | 'replaced'

/** Only a scope's backend gives way: whoever names one in the same breath as `require`, or for the call itself, means it. */
export function ifUnshared({ options, home }: Merged, own: ParallelOptions): Unshared {
  if (options.require === undefined || home === undefined) return 'taken'
  return home === own || home.require !== undefined ? 'refused' : 'replaced'
}

/** Whether tasks see the caller's own objects; undefined for a registered backend, which has to be loaded first. */
export function hasCallersMemory(backend: BackendChoice): boolean | undefined {
  if (typeof backend !== 'string') return backend.traits.memory === 'caller'
  if (backend === 'sequential' || backend === 'async') return true
  return backend === 'threads' || backend === 'processes' ? false : undefined
}

export function refusal(backend: BackendChoice): OptionError {
  const what = `backend ${nameOf(backend)} does not share the caller's memory, which require: 'sharedmem' asks for`
  return new OptionError('require', `${what}. Take backend 'async' or 'sequential', or leave require out`)
}

/** Options with the backend replaced by one in the caller's memory: one task at a time, unless the call itself wants more. */
export function inCallersMemory(options: ParallelOptions, own: ParallelOptions): ParallelOptions {
  return { ...options, backend: 'async', nJobs: own.nJobs ?? 1, backendOptions: undefined, innerMaxNumThreads: undefined }
}

export function nameOf(backend: BackendChoice): string {
  return `'${typeof backend === 'string' ? backend : backend.name}'`
}
