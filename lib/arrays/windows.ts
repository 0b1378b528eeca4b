import { types } from 'node:util'

/** A part of a buffer, or all of it. */
export interface Window {
  readonly byteOffset: number
  readonly byteLength: number
}

export interface WindowRule {
  /** A smaller buffer isn't lent, nor a smaller part. */
  readonly maxNbytes: number
  /** Of a small view only what it sees is lent. */
  readonly cuts: boolean
}

/** A view that sees less than this of its buffer is small. */
const SMALL = 1 / 4

/** What of its buffer is lent for a view; undefined if the view had better be copied. */
export function windowOf(view: ArrayBufferView, { maxNbytes, cuts }: WindowRule): Window | undefined {
  const whole = view.buffer.byteLength
  // The view is asked last: that of a DataView whose buffer is detached throws.
  if (whole === 0 || whole < maxNbytes || view.byteLength === 0) return undefined
  if (!isPooled(view) && !(cuts && view.byteLength < whole * SMALL)) return { byteOffset: 0, byteLength: whole }
  return view.byteLength < maxNbytes ? undefined : view
}

/** Its buffer belongs to Node, which fills it with whatever comes: that must neither be lent nor written back. */
function isPooled(view: ArrayBufferView): boolean {
  return view.buffer.byteLength === Buffer.poolSize && Buffer.isBuffer(view) && view.byteLength < Buffer.poolSize
}

/** Nobody else writes to it, and it stays as large as it is. */
export function isOrdinary(buffer: ArrayBufferLike): boolean {
  return !types.isSharedArrayBuffer(buffer) && !(buffer as { readonly resizable?: boolean }).resizable
}

export function bytesOf(buffer: ArrayBufferLike, { byteOffset, byteLength }: Window): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
