import { types } from 'node:util'
import { seesLittle } from '../../model/lending.js'
import type { Data, Part, View } from '../node.js'
import { typeOfView } from '../reflect.js'
import type { Encoder } from './encoder.js'
import { noMemory, withArticle } from './reasons.js'
import { refusal } from './trail.js'
import type { Trail } from './trail.js'

/** Whether its memory has a way of its own. */
export function isApart(view: ArrayBufferView, encoder: Encoder): boolean {
  return types.isSharedArrayBuffer(view.buffer) || encoder.takes(view)
}

/** Such a view without what its class and its properties add to it. */
export function encodeView(view: ArrayBufferView, trail: Trail, encoder: Encoder): View {
  if (types.isArrayBuffer(view.buffer)) encoder.data.found.add(view.buffer)
  if (encoder.takes(view)) return lentView(view, encoder) ?? copiedView(view, trail, encoder)
  if (encoder.sharesMemory) return viewOf(view, encoder.part(view.buffer, trail))
  throw refusal(trail, noMemory(`${withArticle(typeOf(view))} on a SharedArrayBuffer`))
}

function lentView(view: ArrayBufferView, encoder: Encoder): View | undefined {
  const loan = encoder.lend(view)
  if (!loan) return undefined
  const { token, byteOffset } = loan
  return viewOf(view, encoder.common(token, () => ({ kind: 'live', index: encoder.live(token) })), byteOffset)
}

/** What is too large to be sent with what it doesn't see, or in memory that only this thread can send. */
function copiedView(view: ArrayBufferView, trail: Trail, encoder: Encoder): View {
  const { buffer, byteOffset, byteLength } = view
  const data = (bytes: Uint8Array): Data => ({ kind: 'data', value: new Uint8Array(bytes).buffer })
  if (seesLittle(view)) {
    return viewOf(view, encoder.add(data(new Uint8Array(buffer, byteOffset, byteLength))), 0)
  }
  if (types.isArrayBuffer(buffer)) return viewOf(view, encoder.part(buffer, trail))
  return viewOf(view, encoder.common(buffer, () => data(new Uint8Array(buffer))))
}

function viewOf(view: ArrayBufferView, buffer: Part, offset = view.byteOffset): View {
  const length = types.isTypedArray(view) ? view.length : view.byteLength
  return { kind: 'view', type: typeOf(view), buffer, offset, length }
}

function typeOf(view: ArrayBufferView): string {
  return Buffer.isBuffer(view) ? 'Buffer' : typeOfView(view)
}
