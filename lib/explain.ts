import type { ExplainOptions } from './closure/explain.js'
import { assertFunction } from './model/assert-function.js'
import { resolveArrays } from './options/arrays.js'
import { checkNames, checkObject, invalid } from './options/checks.js'

/**
 * Tells what would be sent to a worker thread for a function: what it captures, how each of these things is sent, and how many bytes
 * that takes. Shows names but no values, unless `source` is true. Nothing is sent. Typed arrays of 1 MiB and more are taken as
 * shared, which they are by default.
 *
 * ```ts
 * console.log(await explain(resize))
 * // function 'resize' (/app/main.js:7:16) goes as text, with
 * //   quality: a number
 * //   sharp: the default export of 'sharp'
 * // 312 bytes, sent once to each worker
 * ```
 *
 * @param options.source true: shows the source that workers evaluate, with plain values, instead; default false
 * @returns text of several lines, for people
 * @throws the promise rejects with a TypeError when `fn` is not a function; OptionError `ERR_INVALID_OPTION`,
 * `ERR_UNKNOWN_OPTION`; ClosureError `ERR_CLOSURE_CAPTURE` when the function can't be sent to worker threads. Processes share no
 * memory, and so refuse some functions more
 */
export async function explain(fn: (...args: never[]) => unknown, options?: ExplainOptions): Promise<string> {
  assertFunction(fn, 'explain() expects a function')
  checkExplainOptions(options)
  // the program may do without all that captures and lends
  const { lendInWord } = await import('./arrays/lend/lend-in-word.js')
  const { explanationOf } = await import('./closure/explain.js')
  return explanationOf(fn, lendInWord(resolveArrays({})!), options)
}

function checkExplainOptions(options: ExplainOptions = {}): void {
  checkObject('options', 'an object such as { source: true }', options)
  checkNames(options, ['source'])
  const { source = false } = options
  if (typeof source !== 'boolean') throw invalid('source', 'true or false', source)
}
