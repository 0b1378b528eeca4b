import { someOf } from './some-of.js'

/** Where Buffers are among values: to a thread they are cloned as plain Uint8Arrays. */
export type BufferPlaces = readonly number[]

/** Finds the Buffers among values; undefined when there is none, which is quickly told. */
export function buffersIn(values: ArrayLike<unknown>): BufferPlaces | undefined {
  if (!someOf(values, Buffer.isBuffer)) return undefined
  return Array.from(values, (value, place) => (Buffer.isBuffer(value) ? place : -1)).filter((place) => place >= 0)
}

/** Makes Buffers again of those that have arrived as Uint8Arrays. */
export function restoreBuffers(values: readonly unknown[], places: BufferPlaces = []): void {
  for (const place of places) (values as unknown[])[place] = asBuffer(values[place] as Uint8Array)
}

/** Returns a Buffer on the same bytes, which are not copied. */
export function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length)
}
