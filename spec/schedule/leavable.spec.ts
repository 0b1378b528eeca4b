import { expect } from 'chai'
import { mapAsync } from '../../lib/schedule/leavable.js'
import { collect } from '../helpers/collect.js'

const twice = (n: number) => 2 * n

describe('mapAsync', () => {
  it('changes the items of a sync or an async iterable', async () => {
    async function* input() {
      yield* [1, 2]
    }
    expect(await collect(mapAsync([1, 2], twice))).to.deep.equal([2, 4])
    expect(await collect(mapAsync(input(), twice))).to.deep.equal([2, 4])
  })

  it('does not wait for items that are promises', async () => {
    const promise = Promise.resolve(1)
    const { value } = await mapAsync([promise], (item) => item).next()
    expect(value).to.equal(promise)
  })

  it('can be left while it waits for an item', async () => {
    let left = false
    const stuck = {
      next: () => new Promise<never>(() => {}),
      async return() {
        left = true
        return { done: true as const, value: undefined }
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
    const items = mapAsync(stuck, twice)
    void items.next()
    expect(await items.return!()).to.deep.equal({ done: true, value: undefined })
    expect(left).to.equal(true)
  })
})
