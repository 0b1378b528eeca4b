import type { GivenBack, ResultSettings, ResultToken } from '../model/lending.js'

/** Whether {@link giveBack} may have to do with the view; quickly told. */
export declare function isLarge(view: ArrayBufferView, settings: ResultSettings): boolean
/**
 * In a worker: a copy of what the view sees that doesn't travel within the message. The buffer of a `moved` token must be
 * transferred. Undefined where the view had better travel as ever.
 *
 * @param message what the same message gives already, so that views of one buffer get one copy
 */
export declare function giveBack(
  view: ArrayBufferView,
  settings: ResultSettings,
  message?: Map<ArrayBufferLike, ResultToken>,
): GivenBack | undefined
/** In the parent: once for each token. @throws LargeArrayError `ERR_ARRAY_LOST` */
export declare function receive(token: ResultToken): ArrayBuffer
/** In the parent: a result that nobody waits for any more. */
export declare function discard(token: ResultToken): void
/** In the parent: what a worker process that is dead has left, within folders of calls that run. */
export declare function dropResultsOf(workerPid: number): void
