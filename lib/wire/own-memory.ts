import { types } from 'node:util'
import { isBorrowed } from '../arrays/borrow/borrow.js'
import { kindOfView, makeView, numberOfKind } from './view-kinds.js'

/** A copy of what a thread was lent, which whoever gets it must not share with other tasks; anything else as it is. */
export function withOwnMemory(value: unknown): unknown {
  if (!ArrayBuffer.isView(value) || !types.isSharedArrayBuffer(value.buffer) || !isBorrowed(value.buffer)) return value
  const { buffer, byteOffset, byteLength } = value
  return makeView(numberOfKind(kindOfView(value)), new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)).buffer, 0, byteLength)
}
