import { types } from 'node:util'
import { isBorrowed } from '../arrays/borrow/borrow.js'
import { kindOfView, makeView, ownBytes } from '../model/views.js'

/** Returns a copy of a view that a thread was lent, whose memory others must not get; any other value as it is. */
export function withOwnMemory(value: unknown): unknown {
  if (!ArrayBuffer.isView(value) || !types.isSharedArrayBuffer(value.buffer) || !isBorrowed(value.buffer)) return value
  return makeView(kindOfView(value), ownBytes(value), 0, value.byteLength)
}
