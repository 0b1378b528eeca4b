import { checkNames, checkObject, invalid } from '../options/checks.js'
import type { ProgressEvent } from '../model/events.js'
import { EPOCH_NAMES, type EpochOptions } from './epochs.js'

/** How a pipeline runs. */
export interface GenBatchOptions extends EpochOptions {
  /**
   * How many batches are worked on ahead of the one that is asked for, a whole number of at least 0. With 0 nothing happens
   * but when a batch is asked for.
   *
   * @default 0
   */
  readonly prefetch?: number | undefined

  /**
   * Shows how far it is, in batches: `true` for a bar on stderr, or lines where that is no terminal; a function is told instead.
   *
   * @default false
   */
  readonly progress?: boolean | ((event: ProgressEvent) => void) | undefined

  /**
   * Ends it when it is aborted: with the signal's reason, and at once. No further step begins.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined
}

export interface RunOptions extends GenBatchOptions {
  /** How many items a batch has. */
  readonly batchSize: number
}

const NAMES = [...EPOCH_NAMES, 'prefetch', 'progress', 'signal'] as const

export function resolveRun(given: unknown): GenBatchOptions & { readonly prefetch: number } {
  checkObject('options', 'an object such as { prefetch: 2 }', given)
  checkNames(given, NAMES)
  const { prefetch = 0, ...others }: GenBatchOptions = given
  if (!Number.isSafeInteger(prefetch) || prefetch < 0) throw invalid('prefetch', 'a whole number of at least 0', prefetch)
  return { prefetch, ...others }
}

/** On demand it is the plain loop, which does nothing before it is asked. */
export function placeFor(prefetch: number) {
  if (prefetch === 0) return { backend: 'sequential', nJobs: 1 }
  return { backend: 'async', nJobs: prefetch + 1, preDispatch: prefetch + 1, batchSize: 1 }
}
