import { expect } from 'chai'
import { isOfPlatform } from '../../lib/wire/of-platform.js'

describe('isOfPlatform', () => {
  it('tells what Node clones or refuses in its own way from what users have', () => {
    const others = [{}, [], new Map(), new Date(), new Error('x'), Object.create(null), new (class A extends Array {})(), new Uint8Array(8), Buffer.from('a'), /a/]
    expect(others.map((value) => isOfPlatform(value))).to.deep.equal(others.map(() => false))
    const theirs = [new Blob([]), new URL('file:///'), new (class B extends Blob {})([]), new DOMException('x')]
    expect(theirs.map((value) => isOfPlatform(value))).to.deep.equal(theirs.map(() => true))
  })
})
