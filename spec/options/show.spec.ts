import { inspect } from 'node:util'
import { expect } from 'chai'
import { show } from '../../lib/options/show.js'

describe('show', () => {
  const hostile = { [inspect.custom]: () => { throw new Error('no') } }
  const values: readonly (readonly [unknown, string])[] = [
    [undefined, 'undefined'],
    ['2', "'2'"],
    [2n, '2n'],
    [{ a: { b: 1 } }, '{ a: [Object] }'],
    [[1, 2, 3, 4], '[ 1, 2, 3, ... 1 more item ]'],
    [{ [inspect.custom]: () => 'two\n  lines' }, 'two lines'],
    [hostile, '<not printable>'],
  ]
  for (const [value, text] of values) {
    it(`writes ${text}`, () => expect(show(value)).to.equal(text))
  }

  it('cuts what is long', () => {
    const text = show(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key${i}`, i])))
    expect(text).to.have.length(80).and.match(/^\{ key0: 0, .*…$/)
  })
})
