/**
 * Turns values into data that a structured clone carries, and back. Both functions are called without `this`; the one that workers
 * call is sent to them like the function of a task.
 */
export interface Codec {
  /** Returns what is sent instead of a value; the value itself if it can be sent as it is. */
  encode(value: unknown): unknown
  /** Makes the value again of what `encode` has returned. */
  decode(data: unknown): unknown
}

/** Which values are sent by a codec. What is left out is sent by structured clone alone. */
export interface CodecOptions {
  /** Each argument of each task: encoded in the caller's thread, decoded in the worker. */
  readonly arguments?: Codec | undefined
  /** What each task returns, or its promise resolves to: encoded in the worker, decoded in the caller's thread. */
  readonly results?: Codec | undefined
}
