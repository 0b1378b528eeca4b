import { expect } from 'chai'
import { plainCopies } from '../../lib/wire/plain.js'

const symbol = Symbol('a key')
const match = 'a1'.match(/\d/)
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

  it('reads getters, as sending does', () => {
    const object = { get value() { return 7 } }
    expect(plainCopies([object])).to.deep.equal([{ value: 7 }])
  })

  const others: Readonly<Record<string, unknown>> = {
    'an object in an object': { a: {} },
    'an array in an array': [[]],
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
    'a typed array': new Float64Array(1),
    'a Proxy': new Proxy({}, {}),
    '17 parts': Array.from({ length: 17 }, (_, i) => i),
    'a symbol among the parts': [symbol],
  }
  for (const [what, value] of Object.entries(others)) {
    it(`has nothing for ${what}`, () => {
      expect(plainCopies([1, value])).to.equal(undefined)
    })
  }
})
