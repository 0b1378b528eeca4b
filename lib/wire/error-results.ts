import { types } from 'node:util'
import { decodeError, encodeError, type ErrorRecord } from './error-record.js'
import { someOf } from './some-of.js'
import type { CanClone } from './uncloneable.js'

/** Results that are errors, by position among the values: a clone of one would lack its class and its properties. */
export type ErrorResults = readonly (readonly [place: number, error: ErrorRecord])[]

const NONE: ErrorResults = []

export function errorResults(values: readonly unknown[], canClone: CanClone): ErrorResults {
  if (!someOf(values, isErrorResult)) return NONE
  return values.flatMap((value, place) => (isErrorResult(value) ? [[place, encodeError(value, canClone)] as const] : []))
}

/** Whether a result is an error. Asked about each result, so it has to be quick. */
export function isErrorResult(value: unknown): boolean {
  if (typeof value !== 'object') return false
  try {
    return types.isNativeError(value) || value instanceof Error
  } catch {
    return false // a proxy's trap threw
  }
}

/** Puts errors among the results in their places again. */
export function putErrors(values: unknown[], errors: ErrorResults = NONE, fromAt: (place: number) => object): void {
  for (const [place, error] of errors) values[place] = decodeError(error, fromAt(place))
}
