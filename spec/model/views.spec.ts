import { expect } from 'chai'
import { kindOfView, makeView, ownBytes, viewClassOf } from '../../lib/model/views.js'

class Vector extends Float64Array {}

const { buffer } = Uint8Array.from({ length: 64 }, (_, i) => i)
const VIEWS: readonly (readonly [kind: string, view: ArrayBufferView])[] = [
  ['Uint8ClampedArray', new Uint8ClampedArray(buffer, 3, 5)],
  ['Int16Array', new Int16Array(buffer, 2, 7)],
  ['BigInt64Array', new BigInt64Array(buffer, 8)],
  ['DataView', new DataView(buffer, 5, 6)],
  ['Buffer', Buffer.from(buffer, 1, 9)],
  ['Uint32Array', new Uint32Array(new SharedArrayBuffer(16), 4)],
  ['Float64Array', new Float64Array(buffer, 64)],
]

describe('views', () => {
  for (const [kind, view] of VIEWS) {
    it(`that are a ${kind} are made again of the same memory`, () => {
      expect(kindOfView(view)).to.equal(kind)
      const made = makeView(kind, view.buffer, view.byteOffset, view.byteLength)
      expect(made).to.deep.equal(view)
      expect([made.buffer, made.byteOffset]).to.deep.equal([view.buffer, view.byteOffset])
      expect(kindOfView(made)).to.equal(kind)
    })
  }

  it('are known by what the language makes of them, whatever their own class', () => {
    expect([kindOfView(new Vector(1)), viewClassOf(Buffer.alloc(1))]).to.deep.equal(['Float64Array', 'Uint8Array'])
  })

  it('are copied without what they do not see, out of shared memory too', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(8), 2, 3).fill(7)
    const copy = ownBytes(shared)
    expect(copy).to.be.an.instanceof(ArrayBuffer)
    shared.fill(0)
    expect([...new Uint8Array(copy)]).to.deep.equal([7, 7, 7])
  })
})
