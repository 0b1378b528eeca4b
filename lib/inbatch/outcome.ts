import { isNativeError } from 'node:util/types'

/** Whether there is an error among the results, thrown or returned. */
export function anyActionFailed(results: Iterable<unknown>): boolean {
  for (const result of results) if (isError(result)) return true
  return false
}

function isError(value: unknown): value is Error {
  return value instanceof Error || isNativeError(value)
}
