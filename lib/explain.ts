import type { ExplainOptions } from './closure/explain.js'

/**
 * Tells what would be sent to a worker for a function: what it captures, how each of that travels and from where, and
 * how many bytes that takes. Sends nothing. Names only, no values, unless the source is asked for.
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
 * @throws TypeError when `fn` is not a function; ClosureError `ERR_CLOSURE_CAPTURE` when it can't be sent
 */
export async function explain(fn: (...args: never[]) => unknown, options?: ExplainOptions): Promise<string> {
  if (typeof fn !== 'function') throw new TypeError(`explain() expects a function, got ${fn === null ? 'null' : typeof fn}`)
  const { explanationOf } = await import('./closure/explain.js') // the program may do without all that captures
  return explanationOf(fn, options)
}
