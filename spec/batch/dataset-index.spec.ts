import { expect } from 'chai'
import { DatasetIndex, type EpochOptions, OptionError } from 'allcores'
import { useWarnings } from '../helpers/warnings.js'

const batches = (length: number, size: number, options?: EpochOptions) =>
  [...new DatasetIndex(length).genBatch(size, options)].map(({ indices }) => indices)
/** The same in every program and on every machine. */
const SEED_42 = [[0, 3, 7, 1, 4, 2, 6, 5], [3, 5, 1, 2, 7, 6, 0, 4]]
const sorted = (ids: Iterable<number>) => [...ids].sort((a, b) => a - b)

describe('DatasetIndex', () => {
  const warnings = useWarnings()

  it('[B26] is made of a number, ids, another index, or a function that gives one of these', () => {
    expect(new DatasetIndex(3).indices).to.deep.equal([0, 1, 2])
    expect(new DatasetIndex(['a', 'b']).indices).to.deep.equal(['a', 'b'])
    expect(new DatasetIndex(new Set([7, 5])).indices).to.deep.equal([7, 5])
    expect(new DatasetIndex(new DatasetIndex(2)).indices).to.deep.equal([0, 1])
    expect(new DatasetIndex(() => 2).indices).to.deep.equal([0, 1])
    expect(new DatasetIndex(() => ['x']).indices).to.deep.equal(['x'])
  })

  it('[B27] duplicates are a warning, none at all and lists of lists an error', async () => {
    new DatasetIndex([1, 2, 1])
    await new Promise((resolve) => setImmediate(resolve))
    expect(warnings.map((warning) => (warning as { code?: string }).code)).to.deep.equal(['WARN_DUPLICATE_IDS'])
    for (const empty of [0, [] as number[]]) expect(() => new DatasetIndex(empty)).to.throw(RangeError, 'at least one item')
    expect(() => new DatasetIndex([[1, 2], [3, 4]])).to.throw(TypeError, 'a list')
    expect(() => new DatasetIndex('abc')).to.throw(TypeError, "got: 'abc'")
    expect(() => new DatasetIndex(1.5)).to.throw(OptionError, 'a whole number of items, got: 1.5')
  })

  it('[B28] a subset has ids of the index only, and is of its class', () => {
    class MyIndex extends DatasetIndex<string> {}
    const subset = new MyIndex(['a', 'b', 'c']).subset(['c', 'a'])
    expect(subset).to.be.instanceOf(MyIndex)
    expect(subset.indices).to.deep.equal(['c', 'a'])
    expect(() => subset.subset(['b'])).to.throw(RangeError, "no item has the id 'b'")
  })

  it('[B34] gives positions of an id, or of a list of them', () => {
    const index = new DatasetIndex(['a', 'b', 'c'])
    expect(index.getPos('b')).to.equal(1)
    expect(index.getPos(['c', 'a'])).to.deep.equal([2, 0])
    expect(() => index.getPos('d')).to.throw(RangeError, "no item has the id 'd'")
  })

  describe('shuffle', () => {
    it('[B35] false keeps the order; a seed gives the same one everywhere, each epoch another', () => {
      expect(batches(4, 4)).to.deep.equal([[0, 1, 2, 3]])
      expect(batches(8, 8, { shuffle: 42, nEpochs: 2 })).to.deep.equal(SEED_42)
      expect(batches(8, 8, { shuffle: 43 })).not.to.deep.equal(SEED_42.slice(0, 1))
    })

    it('true is an order of its own for each run', () => {
      const orders = Array.from({ length: 5 }, () => String(batches(20, 20, { shuffle: true })))
      expect(new Set(orders).size).to.equal(5)
      for (const order of batches(20, 20, { shuffle: true, nEpochs: 3 })) expect(sorted(order)).to.deep.equal(batches(20, 20)[0])
    })

    it('all orders are about as frequent', () => {
      const counts = new Map<string, number>()
      for (let seed = 0; seed < 6000; seed++) {
        const order = String(batches(3, 3, { shuffle: seed }))
        counts.set(order, (counts.get(order) ?? 0) + 1)
      }
      expect(counts.size).to.equal(6)
      for (const count of counts.values()) expect(count).to.be.within(850, 1150)
    })

    it('each epoch has all items, and no batch has one twice, also from one epoch to the next', () => {
      for (let seed = 0; seed < 50; seed++) {
        const all = batches(7, 5, { shuffle: seed, nEpochs: 5 })
        for (const batch of all) expect(new Set(batch).size).to.equal(batch.length)
        const ids = all.flat()
        for (let first = 0; first < 35; first += 7) expect(sorted(ids.slice(first, first + 7))).to.deep.equal([0, 1, 2, 3, 4, 5, 6])
      }
    })
  })

  describe('batches', () => {
    it('[B37] end with the last epoch, or never', () => {
      const index = new DatasetIndex(5)
      expect(index.nextBatch(5, { nEpochs: 1 }).indices).to.have.length(5)
      expect(() => index.nextBatch(5, { nEpochs: 1 })).to.throw(RangeError, 'no more batches')
      expect(index.nextBatch(5).indices).to.have.length(5)
      const endless = new DatasetIndex(5).genBatch(5, { nEpochs: Infinity })
      for (let i = 0; i < 10; i++) expect(endless.next().done).to.equal(false)
    })

    it('[B38] go on with the next epoch, whatever their sizes', () => {
      const index = new DatasetIndex(5)
      const taken = [3, 3, 4].map((size) => index.nextBatch(size, { nEpochs: 2 }).indices)
      expect(taken).to.deep.equal([[0, 1, 2], [3, 4, 0], [1, 2, 3, 4]])
      expect(() => index.nextBatch(1, { nEpochs: 2 })).to.throw(RangeError, 'no more batches')
    })

    it('[B39] the very last one may be short', () => {
      const taken = batches(5, 2, { nEpochs: 3 })
      expect(taken.map(({ length }) => length)).to.deep.equal([2, 2, 2, 2, 2, 2, 2, 1])
      expect(batches(4, 3, { nEpochs: 2 })).to.deep.equal([[0, 1, 2], [3, 0, 1], [2, 3]])
    })

    it('[B40] with dropLast each epoch begins anew', () => {
      expect(batches(5, 2, { nEpochs: 2, dropLast: true })).to.deep.equal([[0, 1], [2, 3], [0, 1], [2, 3]])
    })

    it('[B41] are not larger than the index, nor empty', () => {
      for (const size of [6, 0, -1, 1.5, NaN]) {
        expect(() => new DatasetIndex(5).nextBatch(size)).to.throw(OptionError, 'batchSize must be a whole number from 1 to 5')
      }
    })

    it('so many of them with nIters, whatever epochs that takes', () => {
      expect(batches(3, 2, { nIters: 4 })).to.deep.equal([[0, 1], [2, 0], [1, 2], [0, 1]])
      expect(() => batches(3, 2, { nIters: 4, nEpochs: 2 })).to.throw(OptionError, 'nIters must be left out where there is nEpochs')
    })

    it('refuse options that there are not', () => {
      expect(() => batches(3, 2, { n_epochs: 2 } as EpochOptions)).to.throw(OptionError, "Did you mean 'nEpochs'?")
      expect(() => batches(3, 2, { shuffle: -1 })).to.throw(OptionError, 'shuffle must be true, false or a seed')
      expect(() => batches(3, 2, { nEpochs: 0 })).to.throw(OptionError, 'nEpochs must be a whole number of at least 1, or Infinity')
    })
  })
})
