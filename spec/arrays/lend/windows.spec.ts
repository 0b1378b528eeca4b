import { expect } from 'chai'
import { type Window, without } from '../../../lib/arrays/lend/windows.js'

describe('what a window sees and no other does', () => {
  const from = (byteOffset: number, end: number): Window => ({ byteOffset, byteLength: end - byteOffset })
  const cases: readonly (readonly [what: string, others: readonly Window[], left: readonly Window[]])[] = [
    ['all, where there are none', [], [from(10, 20)]],
    ['all, where they only touch it', [from(0, 10), from(20, 30)], [from(10, 20)]],
    ['nothing, where one sees as much', [from(5, 25)], []],
    ['its ends', [from(12, 18)], [from(10, 12), from(18, 20)]],
    ['what is between them', [from(0, 12), from(15, 16), from(18, 30)], [from(12, 15), from(16, 18)]],
  ]
  for (const [what, others, left] of cases) {
    it(`is ${what}`, () => expect(without(from(10, 20), others)).to.deep.equal(left))
  }
})
