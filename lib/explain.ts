import type { ExplainOptions } from './closure/explain.js'
import { assertFunction } from './model/assert-function.js'
import { resolveArrays } from './options/arrays.js'
import { checkNames, checkObject, invalid } from './options/checks.js'

/**
 * Tells what would be sent to a worker for a function: what it captures, how each of that travels and from where, and
 * how many bytes that takes. Typed arrays of 1 MiB and more count as shared, as they are unless the options of the call say
 * otherwise. Sends nothing. Names only, no values, unless the source is asked for.
 *
 * ```ts
 * console.log(await explain(resize))
 * // function 'resize' (/app/main.js:7:16) goes as text, with
 * //   quality: a number
 * //   sharp: the default export of 'sharp'
 * // 312 bytes, sent once to each worker
 * ```
 *
 * @param options.source shows the source that workers evaluate instead, plain values included; default false
 * @throws TypeError when `fn` is not a function; OptionError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_OPTION`; ClosureError
 * `ERR_CLOSURE_CAPTURE` when it can't be sent to worker threads (processes share no memory, and so refuse some more)
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
