import { type Observer, observers } from '../model/observer.js'
import { VerboseReporter } from './verbose-reporter.js'

/** What is to be told of a call. */
export interface Watched {
  readonly nJobs: number
  readonly backend: string | { readonly name: string }
  readonly verbose: number
  readonly total: number | undefined
  readonly onRetry: Observer['retried']
}

export interface Input {
  /** `nJobs` as the user wrote it. */
  readonly nJobs: number | string | null | undefined
  /** How many tasks there are, where the input says so. */
  readonly length: number | undefined
}

/** All that watches one call. */
export function observe({ nJobs, backend, verbose, total, onRetry }: Watched, input: Input): Observer {
  const name = typeof backend === 'string' ? backend : backend.name
  const all: Observer[] = []
  if (verbose > 0) all.push(new VerboseReporter({ verbose, nJobs, nJobsGiven: input.nJobs, backend: name, total: total ?? input.length }))
  if (onRetry) all.push({ retried: onRetry })
  return observers(all)
}
