/** Turns values into something that can be cloned, and back. Both are called without `this`. */
export interface Codec {
  /** Gives what is sent instead of a value: anything that a structured clone carries. */
  encode(value: unknown): unknown
  /** Makes the value again. */
  decode(data: unknown): unknown
}

/** What crosses to workers and back by a codec. */
export interface CodecOptions {
  /** Each argument of each task: encoded in the caller's thread, decoded in the worker. */
  readonly arguments?: Codec | undefined
  /** What each task gives, or its promise: encoded in the worker, decoded in the caller's thread. */
  readonly results?: Codec | undefined
}
