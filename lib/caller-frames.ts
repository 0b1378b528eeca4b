import { isError } from './wire/error-class.js'
import { cutOwnFrames, hasFrames, isOwnFrame, withoutOwnFrames } from './wire/own-frames.js'
import { read, readText } from './wire/value.js'

/** How many frames of this library may stand between where an error is caught and its caller. */
const MOST_OWN = 20
/** The most causes and collected errors of an error that are looked at. */
const MOST_WITHIN = 1000

/** The depth of the call for which an error's stack was extended last. Of several calls at this depth the first one counts. */
const led = new WeakMap<object, number>()

/**
 * Returns what a call fails with. If it is an error, its stack goes on with the code that awaits the call, as after a plain `await`.
 *
 * To be called where an async function, whose promise the caller gets, has caught the error: only there the engine knows who
 * waits. So a call that succeeds costs nothing, where a stack taken at its beginning would cost it a quarter.
 *
 * @param depth how many calls deep the call is
 */
export function leadToCaller<E>(error: E, depth: number): E {
  try {
    if (isError(error) && depth < (led.get(error) ?? Infinity)) extend(error, depth)
  } catch {
    // a stack that can't be changed stays as it is
  }
  return error
}

function extend(error: object, depth: number): void {
  led.set(error, depth)
  const stack = readText(error, 'stack')
  if (stack === '') return // `Error.prepareStackTrace` may make something else of stacks than text
  const callers = callerFrames()
  const rest = withoutOwnFrames(error)
  const kept = callers.length > 0 || hasFrames(rest) ? rest : stack
  const value = joined(kept.split('\n'), callers).join('\n')
  if (value !== stack) Reflect.defineProperty(error, 'stack', { value, configurable: true, writable: true })
  for (const within of errorsWithin(error)) cutOwnFrames(within)
}

/** Its cause and the errors that it collects, with theirs in turn. */
function errorsWithin(error: object): Iterable<object> {
  const found = new Set([error])
  for (const each of found) {
    const inner = [read(each, 'cause'), read(each, 'errors')].flat().filter(isError)
    for (const one of inner) if (found.size <= MOST_WITHIN) found.add(one)
  }
  found.delete(error)
  return found
}

/** Adds the callers, unless they are there: if tasks ran in the caller's thread, the engine has found some by itself. */
function joined(lines: readonly string[], callers: readonly string[]): readonly string[] {
  const from = lines.lastIndexOf(callers[0]!)
  const isThere = from >= 0 && lines.slice(from).every((line, i) => line === callers[i])
  return [...(isThere ? lines.slice(0, from) : lines), ...callers]
}

/** The stack frames of the code that awaits the call, and of its own callers. */
function callerFrames(): readonly string[] {
  const { stackTraceLimit } = Error
  const limitTo = (limit: number) => Reflect.set(Error, 'stackTraceLimit', limit) // which may be frozen
  try {
    limitTo(stackTraceLimit && stackTraceLimit + MOST_OWN)
    const stack: unknown = new Error().stack
    const lines = typeof stack === 'string' ? stack.split('\n') : []
    return lines.filter((line) => /^ +at async /.test(line) && !isOwnFrame(line)).slice(0, stackTraceLimit)
  } finally {
    limitTo(stackTraceLimit)
  }
}
