import { isDeepStrictEqual } from 'node:util'
import { show } from './format.js'

/** Where results first differ from what they should be, in words; undefined when they are the same data. */
export function difference(expected: readonly unknown[], got: readonly unknown[]): string | undefined {
  if (got.length !== expected.length) return `${expected.length} results expected, ${got.length} came`
  const index = expected.findIndex((value, i) => !isSame(value, got[i]))
  return index < 0 ? undefined : `item ${index}: ${show(expected[index])} expected, ${show(got[index])} came`
}

/** The first result that is the same data but has lost its class on the way, in words. */
export function lostClass(expected: readonly unknown[], got: readonly unknown[]): string | undefined {
  const index = expected.findIndex((value, i) => classOf(value) !== classOf(got[i]))
  if (index < 0) return undefined
  return `results arrive as plain data, item ${index}: ${show(expected[index])} as ${show(got[index])}`
}

/** Whether two results are the same data: what structured clone loses on the way is not held against a backend. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Object(a) !== a || Object(b) !== b) return false
  return isDeepStrictEqual(a, b) || isDeepStrictEqual(asData(a), asData(b))
}

/** A copy of a value; the value itself if it can't be copied. */
export function asData<T>(value: T): T {
  try {
    return structuredClone(value)
  } catch {
    return value
  }
}

function classOf(value: unknown): unknown {
  return Object(value) === value ? Object.getPrototypeOf(value) : undefined
}
