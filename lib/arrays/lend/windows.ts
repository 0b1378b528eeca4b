import { seesLittle } from '../../model/views.js'
import { refuseTooLarge } from '../files/too-large.js'

/** A part of a buffer, or all of it. */
export interface Window {
  readonly byteOffset: number
  readonly byteLength: number
}

/** The memory of small Buffers may be larger than `Buffer.poolSize` by this: Node 26 has 64 bytes more, to align it. */
const POOL_MARGIN = 4096

/**
 * The window of its buffer that is lent for a view; undefined if the view should rather be copied.
 *
 * @param least a smaller buffer isn't lent, nor a smaller part of one; at least 1
 * @param cuts whether only what a small view sees is lent
 */
export function windowOf(view: ArrayBufferView, least: number, cuts: boolean): Window | undefined {
  const whole = view.buffer.byteLength
  if (whole < least || !seesSome(view)) return undefined
  if (!isPooled(view, whole) && !(cuts && seesLittle(view))) return wholeOf(view.buffer)
  return view.byteLength < least ? undefined : view
}

/** Whether a view sees any bytes. The buffer is asked first: a DataView throws if that is detached. */
export function seesSome(view: ArrayBufferView): boolean {
  return view.buffer.byteLength > 0 && view.byteLength > 0
}

/**
 * Whether the buffer may be Node's pool, which is filled with whatever comes: it must be neither lent nor written back. The view
 * need not be a Buffer, but may have been made of one.
 */
function isPooled(view: ArrayBufferView, whole: number): boolean {
  const beyond = whole - Buffer.poolSize
  return beyond >= 0 && beyond <= POOL_MARGIN && view.byteLength < whole
}

export function wholeOf({ byteLength }: ArrayBufferLike): Window {
  return { byteOffset: 0, byteLength }
}

export function isWhole({ byteLength }: Window, buffer: ArrayBufferLike): boolean {
  return byteLength === buffer.byteLength
}

/** @throws LargeArrayError `ERR_ARRAY_TOO_LARGE` */
export function bytesIn(buffer: ArrayBufferLike, { byteOffset, byteLength }: Window): Uint8Array {
  refuseTooLarge(byteLength)
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** A key that two windows of a buffer share if they see the same bytes. */
export function keyOf({ byteOffset, byteLength }: Window): string {
  return `${byteOffset} ${byteLength}`
}
