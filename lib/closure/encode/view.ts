import { types } from 'node:util'
import { kindOfView, ownBytes, seesLittle } from '../../model/views.js'
import type { Data, Part, View } from '../node.js'
import { withArticle } from './describe.js'
import type { Encoder } from './encoder.js'
import { noMemory } from './reasons.js'
import { refusal, type Trail } from './trail.js'

/** Whether a view's memory is shared or lent instead of cloned. */
export function isApart(view: ArrayBufferView, encoder: Encoder): boolean {
  return types.isSharedArrayBuffer(view.buffer) || encoder.takes(view)
}

/** Encodes a view whose memory is shared or lent, without what its class and its properties add to it. */
export function encodeView(view: ArrayBufferView, trail: Trail, encoder: Encoder): View {
  if (types.isArrayBuffer(view.buffer)) encoder.data.found.add(view.buffer)
  if (encoder.takes(view)) return lentView(view, encoder) ?? copiedView(view, trail, encoder)
  if (encoder.sharesMemory) return viewOf(view, encoder.part(view.buffer, trail))
  throw refusal(trail, noMemory(`${withArticle(kindOfView(view))} on a SharedArrayBuffer`))
}

function lentView(view: ArrayBufferView, encoder: Encoder): View | undefined {
  const loan = encoder.lend(view)
  if (!loan) return undefined
  const { token, byteOffset } = loan
  return viewOf(view, encoder.common(token, () => ({ kind: 'live', index: encoder.live(token) })), byteOffset)
}

/**
 * Encodes a view that isn't lent after all: its memory is copied. A large buffer of which it sees little isn't copied as a
 * whole.
 */
function copiedView(view: ArrayBufferView, trail: Trail, encoder: Encoder): View {
  const { buffer } = view
  const copy = (seen: ArrayBufferView): Data => ({ kind: 'data', value: ownBytes(seen) })
  if (seesLittle(view)) return viewOf(view, encoder.add(copy(view)), 0)
  if (types.isArrayBuffer(buffer)) return viewOf(view, encoder.part(buffer, trail))
  return viewOf(view, encoder.common(buffer, () => copy(new Uint8Array(buffer))))
}

function viewOf(view: ArrayBufferView, buffer: Part, byteOffset = view.byteOffset): View {
  return { kind: 'view', type: kindOfView(view), buffer, byteOffset, byteLength: view.byteLength }
}
