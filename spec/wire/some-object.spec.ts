import { expect } from 'chai'
import { someObject } from '../../lib/wire/some-object.js'

describe('someObject', () => {
  it('without a limit misses nothing', () => {
    const last = { i: 'last' }
    expect(someObject([...Array.from({ length: 20_000 }, (_, i) => ({ i })), [last]], (object) => object === last, Infinity)).to.equal(true)
  })
})
