import { expect } from 'chai'
import { plainCopies } from '../../lib/wire/plain.js'

const symbol = Symbol('a key')
const match = 'a1'.match(/\d/)
const inner = {}
const circle: object[] = []
circle.push(circle)
const whole = new Uint8Array(8)
const throwing = {
  get value(): never {
    throw new Error('hostile')
  },
}

describe('plainCopies', () => {
  it('gives primitives as they are, in the same array', () => {
    const values = [1, 'a', null, undefined, true, 2n, NaN, -0]
    expect(plainCopies(values)).to.equal(values)
  })

  it('copies flat objects and arrays, as sending does', () => {
    const values = [1, { a: 1, b: 'x' }, [1, 2], {}, [], undefined, { n: undefined }]
    const copies = plainCopies(values)!
    expect(copies).to.deep.equal(structuredClone(values))
    for (const i of [1, 2, 3, 4]) expect(copies[i]).to.not.equal(values[i])
  })

  it('copies what is nested, and typed arrays, as sending does', () => {
    const values = [{ a: { b: [1, { c: 'x' }] }, d: [] }, [[1], [2]], new Float64Array([1, 2]), { bytes: new Uint8Array(3) }]
    const copies = plainCopies(values) as typeof values
    expect(copies).to.deep.equal(structuredClone(values))
    const [{ a }, , view] = copies as [{ a: { b: unknown[] } }, unknown, Float64Array]
    Object.assign(a.b, { 0: 9 })
    view[0] = 9
    expect(values).to.deep.equal([{ a: { b: [1, { c: 'x' }] }, d: [] }, [[1], [2]], new Float64Array([1, 2]), { bytes: new Uint8Array(3) }])
  })

  it('reads getters, as sending does', () => {
    const object = { get value() { return 7 } }
    expect(plainCopies([object])).to.deep.equal([{ value: 7 }])
  })

  const others: Readonly<Record<string, unknown>> = {
    'a Map in an object': { a: new Map() },
    'an instance in an array': [new (class Point {})()],
    'one object in two places': { a: inner, b: inner },
    'an object in itself': circle,
    'an array with gaps': [1, , 2],
    'a view of a part of a buffer': new Uint8Array(new ArrayBuffer(8), 4),
    'a view of shared memory': new Uint8Array(new SharedArrayBuffer(8)),
    'two views of a buffer': [whole, new Uint8Array(whole.buffer)],
    'a Buffer': Buffer.alloc(10_000),
    'a large typed array': new Uint8Array(100_000),
    'an instance': new (class Point {})(),
    'an object without a prototype': Object.create(null),
    'an array with properties': match,
    'an instance of an array class': new (class List extends Array {})(),
    'an object with a symbol as key': { [symbol]: 1 },
    'a getter that throws': throwing,
    'a function': () => {},
    'a symbol': symbol,
    'a Date': new Date(0),
    'a Map': new Map(),
    'a Proxy': new Proxy({}, {}),
    '17 objects': Array.from({ length: 17 }, () => ({})),
    'a long array': Array.from({ length: 2000 }, (_, i) => i),
    'a symbol among the parts': [symbol],
  }
  for (const [what, value] of Object.entries(others)) {
    it(`has nothing for ${what}`, () => {
      expect(plainCopies([1, value])).to.equal(undefined)
    })
  }
})
