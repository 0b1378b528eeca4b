import { isNativeError } from 'node:util/types'
import { ClosureError, ParallelActionError } from '../model/errors.js'
import type { TaskInfo } from '../model/task-info.js'
import { attachTask } from '../model/task-of-error.js'
import { invalid } from '../options/checks.js'
import { show } from '../options/show.js'
import type { TaskResult } from '../schedule/results.js'
import { classNameOf, didYouMean, memberOf } from './members.js'

/**
 * Whether there is an error among the results that a post gets: one that was thrown, or one that was returned.
 *
 * @source BatchFlow `any_action_failed`
 */
export function anyActionFailed(results: Iterable<unknown>): boolean {
  for (const result of results) if (isError(result)) return true
  return false
}

/** Also one of another realm. */
function isError(value: unknown): value is Error {
  return value instanceof Error || isNativeError(value)
}

export type Post = (results: readonly unknown[], ...args: readonly unknown[]) => unknown

/** @throws OptionError `ERR_INVALID_OPTION` when there is no such method */
export function postOf(post: unknown, batch: unknown): Post | undefined {
  if (typeof post !== 'string') return (post as Post | undefined)?.bind(batch)
  const method = memberOf(batch, post)?.value
  if (typeof method !== 'function') throw invalid('post', `the name of a method of ${classNameOf(batch)}`, post, didYouMean(batch, post))
  return (method as Post).bind(batch)
}

/** What became of each item, errors in the places of results. */
export function resultsOf(settled: readonly TaskResult<unknown>[]): unknown[] {
  const [first] = settled
  const isNoneSent = settled.every((result) => result.status === 'rejected' && result.reason instanceof ClosureError)
  if (first?.status === 'rejected' && isNoneSent) throw first.reason
  return settled.map((result) => (result.status === 'fulfilled' ? result.value : asError(result.reason, result.task)))
}

function asError(thrown: unknown, task: TaskInfo): Error {
  if (isError(thrown)) return thrown
  const error = new Error(`item ${task.index} threw ${show(thrown)}, which is no Error: see its cause`, { cause: thrown })
  attachTask(error, task)
  return error
}

/**
 * @param settled tells of the items whose errors were thrown
 * @throws ParallelActionError if an item failed
 */
export function assertNoneFailed(action: string, results: readonly unknown[], settled: readonly TaskResult<unknown>[]): void {
  const failed = [...results.keys()].filter((index) => isError(results[index]))
  if (failed.length === 0) return
  const errors = failed.map((index) => results[index] as Error)
  const items = failed.map((index) => ({ index, args: argsOf(settled[index]) }))
  throw new ParallelActionError({ action, results, errors, items })
}

function argsOf(result: TaskResult<unknown> | undefined): string {
  return result?.status === 'rejected' ? result.task.args : '…'
}
