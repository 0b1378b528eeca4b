import { types } from 'node:util'
import { isBorrowed } from '../arrays/borrow/borrow.js'
import { kindOfView, makeView, ownBytes } from '../model/views.js'

/** A copy of what a thread was lent, which whoever gets it must not share with other tasks; anything else as it is. */
export function withOwnMemory(value: unknown): unknown {
  if (!ArrayBuffer.isView(value) || !types.isSharedArrayBuffer(value.buffer) || !isBorrowed(value.buffer)) return value
  return makeView(kindOfView(value), ownBytes(value), 0, value.byteLength)
}
