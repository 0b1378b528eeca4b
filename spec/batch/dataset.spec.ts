import { expect } from 'chai'
import { Batch, Dataset, DatasetIndex, OptionError, Pipeline } from 'allcores'
import { type Same, same } from '../helpers/same-type.js'

class Texts extends Batch<string> {}

describe('Dataset', () => {
  it('has an index and a class of batches, Batch by default', () => {
    const dataset = new Dataset(new DatasetIndex(['a', 'b', 'c']), Texts)
    expect(dataset.indices).to.deep.equal(['a', 'b', 'c'])
    const batch = dataset.nextBatch(2)
    same<Same<typeof batch, Texts>>()
    expect(batch).to.be.instanceOf(Texts)
    expect(batch.dataset).to.equal(dataset)
    expect(new Dataset(3).nextBatch(1)).to.be.instanceOf(Batch)
    // @ts-expect-error: ids are of the batch's type
    new Dataset([1, 2], Texts)
    // @ts-expect-error: a number of items has numbers for ids
    new Dataset(2, Texts)
  })

  it('of plain batches has ids of the type that it is given', () => {
    for (const dataset of [new Dataset(['a', 'b']), new Dataset(new DatasetIndex(['a', 'b']), undefined, { preloaded: { a: 1, b: 2 } })]) {
      same<Same<typeof dataset, Dataset<Batch<string>>>>()
      expect(dataset.nextBatch(2).getPos('b')).to.equal(1)
    }
    const [numbers, counted] = [new Dataset([7, 8]), new Dataset(2)]
    same<Same<typeof numbers | typeof counted, Dataset>>()
    // @ts-expect-error: ids are texts
    void (() => new Dataset(['a', 'b']).createBatch([0]))
    class Own extends Dataset<Texts> {
      label = this.indices.join()
    }
    const own = new Own(['a', 'b'], Texts).subset(['b'])
    same<Same<typeof own, Dataset<Texts>>>()
    expect(own).to.be.instanceOf(Own).and.to.be.instanceOf(Dataset).with.property('label', 'b')
    const read = (given: unknown) => given instanceof Dataset && given.length
    expect(read(own)).to.equal(1)
  })

  it('[B25] refuses a class that is none of batches', () => {
    for (const wrong of [class {}, 5, () => {}]) {
      expect(() => new Dataset(3, wrong as never)).to.throw(TypeError, 'the class of batches must be Batch or extend it')
    }
  })

  it('refuses a class that keeps back what its batches are made of', () => {
    class Deaf extends Batch {
      constructor() {
        super(3)
      }
    }
    class Forgetful extends Batch {
      constructor(index: DatasetIndex) {
        super(index)
      }
    }
    for (const Wrong of [Deaf, Forgetful]) {
      const message = `the constructor of ${Wrong.name} must pass on what it gets: super(index, options)`
      expect(() => new Dataset(3, Wrong).nextBatch(1)).to.throw(TypeError, message)
    }
  })

  it('[B29] [B36] makes batches of ids, or of positions', () => {
    const dataset = new Dataset(['a', 'b', 'c'], Texts)
    expect(dataset.createBatch(['c', 'a']).indices).to.deep.equal(['c', 'a'])
    expect(dataset.createBatch([1, 0], { pos: true }).indices).to.deep.equal(['b', 'a'])
    expect(() => dataset.createBatch(['d'])).to.throw(RangeError, "no item has the id 'd'")
    expect(() => dataset.createBatch([3], { pos: true })).to.throw(RangeError, 'the dataset has positions 0 to 2')
  })

  it('[B30] gives pipelines', () => {
    const dataset = new Dataset(3)
    for (const pipeline of [dataset.p, dataset.pipeline(), new Pipeline().on(dataset)]) {
      expect(pipeline).to.be.instanceOf(Pipeline)
      expect(pipeline.dataset).to.equal(dataset)
    }
  })

  it('goes through its batches', () => {
    const dataset = new Dataset(5, Batch, { preloaded: [10, 11, 12, 13, 14] })
    expect([...dataset.genBatch(2)].map(({ data }) => data)).to.deep.equal([[10, 11], [12, 13], [14]])
    expect(dataset.nextBatch(4).indices).to.deep.equal([0, 1, 2, 3])
    expect(dataset.nextBatch(4).data).to.deep.equal([14, 10, 11, 12])
  })

  it('further options become attributes, those of subsets too', () => {
    class Rated extends Dataset {
      declare rate: number
    }
    const subset = new Rated(4, Batch, { rate: 0.5, preloaded: [10, 11, 12, 13] }).subset([3, 1])
    expect(subset).to.be.instanceOf(Rated)
    expect((subset as Rated).rate).to.equal(0.5)
    expect(subset.nextBatch(2).data).to.deep.equal([13, 11])
    expect(() => new Dataset(3, Batch, { index: 1 })).to.throw(TypeError, "Dataset has 'index' already")
  })

  describe('split', () => {
    const sizes = (shares: number | number[], length = 100) => {
      const { train, test, validation } = new Dataset(length).split(shares)
      return [train.length, test.length, validation?.length]
    }

    it('[B31] by shares, and validation gets the rest', () => {
      expect(sizes([0.8, 0.2])).to.deep.equal([80, 20, undefined])
      expect(sizes(0.8)).to.deep.equal([80, 20, undefined])
      expect(sizes([0.7, 0.2, 0.1])).to.deep.equal([70, 20, 10])
      expect(sizes([0.6, 0.25])).to.deep.equal([60, 25, 15])
    })

    it('[B32] each item is in one part; shares that there can not be are errors', () => {
      const { train, test, validation } = new Dataset(10).split([0.5, 0.3], { shuffle: 7 })
      const all = [train, test, validation!].flatMap(({ indices }) => indices)
      expect(all).not.to.deep.equal(new DatasetIndex(10).indices)
      expect(all.sort((a, b) => a - b)).to.deep.equal(new DatasetIndex(10).indices)
      for (const wrong of [[0.8, 0.3], [0.1, 0.1, 0.1, 0.7], [], [-0.5, 0.5], 1, [0.2, 0.2, 0.2]]) {
        expect(() => sizes(wrong), String(wrong)).to.throw(OptionError, 'shares must be')
      }
      expect(() => sizes([0.6, 0.2, 0.2], 2)).to.throw(RangeError, '2 items are too few')
    })

    it('parts have their own items of what is preloaded', () => {
      const { test } = new Dataset(4, Batch, { preloaded: [10, 11, 12, 13] }).split(0.5)
      expect(test.nextBatch(2).data).to.deep.equal([12, 13])
    })
  })
})
