import { expect } from 'chai'
import { Ranges } from '../../../lib/arrays/lend/ranges.js'
import type { Window } from '../../../lib/arrays/lend/windows.js'
import { randomNumbers } from '../../helpers/random.js'

const from = (byteOffset: number, end: number): Window => ({ byteOffset, byteLength: end - byteOffset })

function rangesOf(windows: readonly Window[]): Ranges {
  const ranges = new Ranges()
  for (const window of windows) ranges.add(window)
  return ranges
}

describe('ranges', () => {
  const missing: readonly (readonly [what: string, others: readonly Window[], left: readonly Window[]])[] = [
    ['all, where there are none', [], [from(10, 20)]],
    ['all, where they only touch it', [from(0, 10), from(20, 30)], [from(10, 20)]],
    ['nothing, where one sees as much', [from(5, 25)], []],
    ['its ends', [from(12, 18)], [from(10, 12), from(18, 20)]],
    ['what is between them', [from(0, 12), from(15, 16), from(18, 30)], [from(12, 15), from(16, 18)]],
  ]
  for (const [what, others, left] of missing) {
    it(`miss of a window ${what}`, () => expect(rangesOf(others).missing(from(10, 20))).to.deep.equal(left))
  }

  it('are as few as can be', () => {
    expect([...rangesOf([from(0, 5), from(10, 15)])]).to.deep.equal([from(0, 5), from(10, 15)])
    expect([...rangesOf([from(10, 15), from(0, 5), from(5, 10)])]).to.deep.equal([from(0, 15)])
    expect([...rangesOf([from(2, 4), from(6, 8), from(0, 20)])]).to.deep.equal([from(0, 20)])
    expect([...rangesOf([from(0, 20), from(2, 4)])]).to.deep.equal([from(0, 20)])
  })

  it('have each byte that a window sees, and no other', () => {
    const random = randomNumbers(3)
    for (let round = 0; round < 200; round++) {
      const ranges = new Ranges()
      const bytes = Array<boolean>(64).fill(false)
      for (let i = 0; i < 12; i++) {
        const start = Math.floor(random() * 60)
        const window = from(start, start + 1 + Math.floor(random() * 4))
        const unseen = bytes.flatMap((isSeen, at) => (!isSeen && at >= start && at < start + window.byteLength ? [at] : []))
        expect(ranges.missing(window).flatMap(places)).to.deep.equal(unseen)
        ranges.add(window)
        bytes.fill(true, start, start + window.byteLength)
        expect([...ranges].flatMap(places)).to.deep.equal(bytes.flatMap((isSeen, at) => (isSeen ? [at] : [])))
      }
    }
  })
})

function places({ byteOffset, byteLength }: Window): number[] {
  return Array.from({ length: byteLength }, (_, i) => byteOffset + i)
}
