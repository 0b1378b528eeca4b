import { expect } from 'chai'
import { difference, lostClass } from '../../lib/cli/same.js'

class Point {
  readonly x = 1
}

describe('allcores bench: results', () => {
  const same: readonly (readonly [string, unknown, unknown])[] = [
    ['numbers', NaN, NaN],
    ['objects', { a: [1, new Map([[1, 2]])] }, { a: [1, new Map([[1, 2]])] }],
    ['a buffer and its bytes', Buffer.from('ab'), new Uint8Array([97, 98])],
    ['an instance and its data', new Point(), { x: 1 }],
    ['an instance in an array and its data', [new Point()], [{ x: 1 }]],
  ]
  for (const [what, a, b] of same) {
    it(`are the same: ${what}`, () => {
      expect(difference([0, a], [0, b])).to.equal(undefined)
    })
  }

  const different: readonly (readonly [string, readonly unknown[], readonly unknown[], string])[] = [
    ['numbers', [1, 2], [1, 3], 'item 1: 2 expected, 3 came'],
    ['a number and text', [1], ['1'], "item 0: 1 expected, '1' came"],
    ['objects', [{ a: { b: 1 } }], [{ a: { b: 2 } }], 'item 0: { a: { b: 1 } } expected, { a: { b: 2 } } came'],
    ['nothing and null', [undefined], [null], 'item 0: undefined expected, null came'],
    ['functions, which no worker can send', [{ f() {} }], [{}], 'item 0: { f: [Function: f] } expected, {} came'],
    ['how many', [1, 2], [1], '2 results expected, 1 came'],
  ]
  for (const [what, a, b, text] of different) {
    it(`are told apart: ${what}`, () => {
      expect(difference(a, b)).to.equal(text)
    })
  }

  it('are shortened', () => {
    expect(difference(['x'.repeat(1000)], [1])).to.have.length.below(150)
  })

  it('that lose their class are told', () => {
    expect(lostClass([1, new Point()], [1, { x: 1 }])).to.equal('results arrive as plain data, item 1: Point { x: 1 } as { x: 1 }')
    expect(lostClass([1, { x: 1 }], [1, { x: 1 }])).to.equal(undefined)
  })
})
