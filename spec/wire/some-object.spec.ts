import { expect } from 'chai'
import { someObject } from '../../lib/wire/some-object.js'

const view = new Uint8Array(8)

describe('someObject', () => {
  it('without a limit looks at properties of arrays that are no items', () => {
    for (const array of [[1], new Array(20_000).fill(1)]) {
      expect(someObject([Object.assign(array, { view })], (object) => object === view, Infinity)).to.equal(true)
    }
  })

  it('without a limit misses nothing', () => {
    const last = { i: 'last' }
    expect(someObject([...Array.from({ length: 20_000 }, (_, i) => ({ i })), [last]], (object) => object === last, Infinity)).to.equal(true)
  })
})
