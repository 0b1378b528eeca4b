import { expect } from 'chai'
import type { MemoryToken } from '../../lib/model/tokens.js'
import { type Apart, bareAsView, InOnePieceError, movables, putTogether, takeApart } from '../../lib/wire/apart.js'
import { transports } from './transports.js'

const LARGE = 1024
const memory = (view: ArrayBufferView): MemoryToken => {
  const buffer = new SharedArrayBuffer(view.buffer.byteLength)
  new Uint8Array(buffer).set(new Uint8Array(view.buffer))
  return { lent: 'memory', buffer, access: 'read' }
}

/** Lends each buffer of at least LARGE bytes as a whole, once. */
function lending() {
  const tokens = new Map<ArrayBufferLike, MemoryToken>()
  const placeOf = (view: ArrayBufferView) => {
    if (view.buffer.byteLength < LARGE || view.buffer instanceof SharedArrayBuffer) return undefined
    const token = tokens.get(view.buffer) ?? memory(view)
    tokens.set(view.buffer, token)
    return { token, byteOffset: view.byteOffset }
  }
  return { tokens, placeOf }
}

/** What arrives of a value; `lent` are the buffers that were. */
function sent<T>(value: T, sharesMemory = true, carry = (apart: Apart<MemoryToken>) => apart) {
  const { placeOf, tokens } = lending()
  const { value: arrived, lost } = putTogether(carry(takeApart(value, { placeOf, sharesMemory })), ({ buffer }: MemoryToken) => buffer)
  expect(lost.size).to.equal(0)
  return { arrived: arrived as T, lent: [...tokens.values()].map(({ buffer }) => buffer) }
}

const VIEWS = [
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array',
  'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView',
].filter((name) => name in globalThis) // Float16Array is new in Node 24

describe('takeApart and putTogether', () => {
  for (const name of [...VIEWS, 'Buffer']) {
    it(`bring a ${name} back, lent or copied, wherever it begins and ends`, () => {
      const View = (name === 'Buffer' ? Buffer.from : (globalThis as any)[name]) as any
      const make = (...args: unknown[]) => (name === 'Buffer' ? View(...args) : new View(...args))
      const step = make(new ArrayBuffer(8)).BYTES_PER_ELEMENT ?? 1
      const at = (bytes: number, start: number, length: number) => {
        const { buffer } = new Uint8Array(bytes).map((_, i) => i)
        return make(buffer, start * step, length)
      }
      const views = [at(64, 0, 8), at(64, 1, 5), at(64, 3, 0), at(64, 0, 1), at(2048, 0, 2048 / step), at(2048, 1, 100), at(2048, 2, 0)]
      const { arrived, lent } = sent(views)
      expect(lent).to.have.length(3)
      arrived.forEach((view, i) => {
        expect(Object.prototype.toString.call(view)).to.equal(Object.prototype.toString.call(views[i]))
        expect(Buffer.isBuffer(view)).to.equal(name === 'Buffer')
        const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => [...new Uint8Array(buffer, byteOffset, byteLength)]
        expect(bytes(view)).to.deep.equal(bytes(views[i]))
        expect(lent.includes(view.buffer)).to.equal(i > 3)
      })
    })
  }

  it('keep what is the same the same: views, buffers, containers, cycles', () => {
    const large = new Float64Array(LARGE)
    const small = new Uint8Array(16)
    const value: Record<string, unknown> = {
      large, again: large, part: large.subarray(8), words: new Int32Array(large.buffer, 4, 6), small, half: small.subarray(8), buffer: small.buffer,
      map: new Map<unknown, unknown>([[large, small]]), set: new Set([large]), list: [[large]],
    }
    value.itself = value
    const { arrived, lent: [buffer] } = sent(value)
    expect([arrived.again, arrived.itself]).to.deep.equal([arrived.large, arrived])
    expect(arrived.again).to.equal(arrived.large)
    expect(arrived.part).to.include({ buffer, byteOffset: 64, length: LARGE - 8 })
    expect(arrived.words).to.include({ buffer, byteOffset: 4, length: 6 })
    expect((arrived.half as Uint8Array).buffer).to.equal((arrived.small as Uint8Array).buffer).and.equal(arrived.buffer)
    expect([...(arrived.map as Map<unknown, unknown>)][0]).to.have.ordered.members([arrived.large, arrived.small])
    expect([...(arrived.set as Set<unknown>)][0]).to.equal(arrived.large)
    expect((arrived.list as unknown[][])[0]![0]).to.equal(arrived.large)
  })

  it('make of all else what a structured clone makes of it', () => {
    class Point { x = 1; readonly data = new Float64Array(LARGE); get y() { return 2 } }
    const value = {
      point: new Point(), date: new Date(0), regexp: /x/gi, big: 2n ** 80n, holes: [1, , 3], nothing: [undefined, null, NaN, -0],
      error: new RangeError('too far', { cause: new Uint8Array(4) }), boxed: Object(1), bare: Object.assign(Object.create(null), { a: 1 }),
      more: Object.assign(new Float32Array(4), { shape: [2, 2] }), text: 'déjà 🙂',
    }
    const { arrived } = sent(value)
    const clone = structuredClone(value)
    expect(arrived.point).to.deep.equal({ x: 1, data: new Float64Array(LARGE) }).and.not.instanceOf(Point)
    expect({ ...arrived, point: 0, error: 0 }).to.deep.equal({ ...clone, point: 0, error: 0 })
    expect(arrived.error).to.be.instanceOf(RangeError).and.include({ message: 'too far' })
    expect(arrived.error.cause).to.deep.equal(clone.error.cause)
  })

  it('leave the rest of a buffer behind of which little is seen', () => {
    const { buffer } = new Uint8Array(LARGE - 1)
    const { bytes } = takeApart([new Uint8Array(buffer, 7, 9), Buffer.from('pooled')], { placeOf: () => undefined, sharesMemory: true })
    expect(bytes.length).to.be.lessThan(150)
    expect(sent([new Uint8Array(buffer, 7, 9)]).arrived[0]!.buffer.byteLength).to.equal(9)
  })

  it("pass a user's SharedArrayBuffers to threads, and a copy of what is lent to us to processes", () => {
    const shared = new SharedArrayBuffer(16)
    const view = new Int32Array(shared, 4, 2).fill(7)
    const { arrived } = sent({ view, large: new Uint8Array(LARGE), list: [bareAsView(shared), bareAsView(1)] })
    expect(arrived.view).to.include({ buffer: shared, byteOffset: 4, length: 2 })
    expect(arrived.list).to.deep.equal([shared, 1])
    expect(arrived.list[0]).to.equal(shared)
    const [copy] = sent([view], false).arrived
    expect(copy).to.deep.equal(new Int32Array([7, 7]))
    expect(copy!.buffer).to.be.instanceOf(ArrayBuffer)
  })

  for (const { name, carry } of transports) {
    it(`survive the way to ${name}`, () => {
      const value = { at: [new Uint8Array(LARGE).fill(3), Buffer.from('abc')] }
      const { bytes } = takeApart(value, { placeOf: () => undefined, sharesMemory: true })
      const { value: arrived } = putTogether(carry({ bytes, live: [] }), () => new ArrayBuffer(0))
      expect(arrived).to.deep.equal(value)
      expect(Buffer.isBuffer((arrived as typeof value).at[1])).to.equal(true)
    })
  }

  it('move their bytes, and buffers that were given away, to a thread', () => {
    const token = { lent: 'moved', buffer: new ArrayBuffer(LARGE) } as const
    const apart = takeApart([new Uint8Array(LARGE)], { placeOf: () => ({ token, byteOffset: 0 }), sharesMemory: true })
    const moved = structuredClone(apart, { transfer: movables(apart) })
    expect([apart.bytes.length, token.buffer.byteLength]).to.deep.equal([0, 0])
    expect(putTogether(moved, ({ buffer }: typeof token) => buffer).value).to.deep.equal([new Uint8Array(LARGE)])
    expect(movables({ bytes: new Uint8Array(8).subarray(1), live: [] })).to.deep.equal([])
  })

  it('ask about each token once, and tell what is lost', () => {
    const { placeOf } = lending()
    const [first, second] = [new Uint8Array(LARGE), new Uint8Array(LARGE)]
    const apart = takeApart([first, first.subarray(1), second, 'rest'], { placeOf, sharesMemory: true })
    const asked: unknown[] = []
    const error = new Error('gone')
    const { value, lost } = putTogether(apart, (token: MemoryToken) => {
      if (asked.push(token) === 1) throw error
      return token.buffer
    })
    expect(asked).to.have.length(2)
    const [a, b, c, rest] = value as unknown[]
    expect([lost.get(a), lost.get(b), lost.has(c), rest]).to.deep.equal([error, error, false, 'rest'])
    expect(putTogether(apart, () => new ArrayBuffer(8)).lost.size).to.equal(3) // it is too short
  })

  it('refuse what the transport has to clone, or to refuse', () => {
    const refusal = (value: unknown) => () => takeApart(value, { placeOf: () => undefined, sharesMemory: true })
    const { port1 } = new MessageChannel()
    for (const value of [() => 1, Symbol('x')]) expect(refusal([value])).to.throw('could not be cloned').and.not.instanceOf(InOnePieceError)
    for (const value of [port1, [new SharedArrayBuffer(8)]]) expect(refusal([value])).to.throw(InOnePieceError)
    const detached = new Uint8Array(8)
    structuredClone(detached.buffer, { transfer: [detached.buffer] })
    expect(refusal(detached)).to.throw()
    expect(refusal(new Uint8Array(new (ArrayBuffer as any)(8, { maxByteLength: 16 })))).to.throw(InOnePieceError)
    port1.close()
  })
})
