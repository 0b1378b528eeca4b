import { expect } from 'chai'
import { Parallel } from 'allcores'

describe('an array as input', () => {
  it('may grow while its tasks run in the loop of the caller', async () => {
    const queue = [1, 2, 3]
    const seen: number[] = []
    const visit = (n: number) => {
      seen.push(n)
      if (n < 100) queue.push(n * 10)
    }
    await Parallel({ nJobs: 1 }).map(visit, queue)
    expect(seen).to.deep.equal([1, 2, 3, 10, 20, 30, 100, 200, 300])
  })

  it('has undefined where it has holes', async () => {
    const sparse = [1, , 3] as number[]
    for (const backend of ['sequential', 'threads'] as const) {
      const parallel = Parallel({ nJobs: 2, backend })
      expect(await parallel.map((n: number | undefined) => n === undefined, sparse)).to.deep.equal([false, true, false])
    }
  })

  it('that iterates in its own way is read in that way', async () => {
    const array: Iterable<number> = Object.defineProperty([1, 2], Symbol.iterator, {
      value: function* (this: number[]) {
        for (let i = 0; i < this.length; i++) yield this[i]! * 2
      },
    })
    expect(await Parallel().map((n: number) => n, array)).to.deep.equal([2, 4])
  })
})
