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
 * What of its buffer is lent for a view; undefined if the view had better be copied.
 *
 * @param least a smaller buffer isn't lent, nor a smaller part of one; at least 1
 * @param cuts of a small view only what it sees is lent
 */
export function windowOf(view: ArrayBufferView, least: number, cuts: boolean): Window | undefined {
  const whole = view.buffer.byteLength
  if (whole < least || !seesSome(view)) return undefined
  if (!isPooled(view, whole) && !(cuts && seesLittle(view))) return wholeOf(view.buffer)
  return view.byteLength < least ? undefined : view
}

/** The buffer is asked first: a DataView throws if that is detached. */
export function seesSome(view: ArrayBufferView): boolean {
  return view.buffer.byteLength > 0 && view.byteLength > 0
}

/**
 * Its buffer may belong to Node, which fills it with whatever comes: that must be neither lent nor written back. The view need be
 * no Buffer, but may have been made of one.
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

/** The same for windows of a buffer that see the same. */
export function keyOf({ byteOffset, byteLength }: Window): string {
  return `${byteOffset} ${byteLength}`
}
