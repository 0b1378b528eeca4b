import { expect } from 'chai'
import { Batch, type BatchClass, Dataset, DatasetIndex, inbatchParallel, type Item } from 'allcores'
import { type Same, same } from '../helpers/same-type.js'

const numbers = (length: number, first = 0) => Float64Array.from({ length }, (_, i) => first + i)
const texts = (length: number) => Array.from({ length }, (_, i) => `t${i}`)

class MyBatch extends Batch {
  static override components = ['images', 'labels', 'masks'] as const
  declare images: Float64Array
  declare labels: string[]
  declare masks: number[] | undefined
}

class Counts extends Batch {
  static override components = ['counts'] as const
  declare counts: number[] | Uint8Array
  count = inbatchParallel({ init: 'indices' }, function (this: Counts, id: number) {
    this.item<Counts>(id).counts = id
  })
}

/** A batch of ids 20 … 29 of a hundred. */
const batchOf = (preloaded: unknown, Class: BatchClass<Batch> = MyBatch) =>
  new Class(new DatasetIndex(Array.from({ length: 10 }, (_, i) => 20 + i)), { preloaded }) as MyBatch

describe('Batch', () => {
  describe('without components', () => {
    const third = (preloaded: unknown) => {
      const dataset = new Dataset(100, Batch, { preloaded })
      for (let i = 0; i < 2; i++) dataset.nextBatch(10)
      return dataset.nextBatch(10).data
    }

    it('[B11] data has the values of its items', () => {
      expect(third(numbers(100))).to.deep.equal(numbers(10, 20))
      expect(third(texts(100))).to.deep.equal(texts(30).slice(20))
    })

    it('[B12] [B24] of each member of an object, whatever its key', () => {
      expect(third({ 0: numbers(100), b: texts(100) })).to.deep.equal({ 0: numbers(10, 20), b: texts(30).slice(20) })
    })

    it('[B13] loaded data is the same as preloaded', async () => {
      const batch = await batchOf(undefined, Batch).load(numbers(100))
      expect(batch.data).to.deep.equal(numbers(10, 20))
      await batch.load({ src: { 0: texts(100) } })
      expect(batch.data).to.deep.equal({ 0: texts(30).slice(20) })
    })

    it('items have data, and nothing is there before it is loaded', () => {
      const batch = new Batch([1, 2], { preloaded: [5, 6, 7] })
      expect({ ...batch.item(2) }).to.deep.equal({ id: 2, position: 1, data: 7 })
      expect(new Batch(3).data).to.equal(undefined)
    })
  })

  describe('with components', () => {
    it('[B14] a bare list is no data of components', () => {
      for (const bare of [numbers(100), texts(100), 5]) {
        expect(() => batchOf(bare).images).to.throw(TypeError, 'data not found: expected an object such as { images: …')
      }
    })

    it('[B15] they have the values of its items, from a tuple, an object, or maps and objects by id', () => {
      const byId = Object.fromEntries(texts(100).entries())
      for (const labels of [texts(100), byId, new Map(texts(100).entries())]) {
        expect(batchOf({ labels, images: numbers(100), other: 1 }).labels).to.deep.equal(texts(30).slice(20))
      }
      const batch = batchOf([numbers(100)])
      expect(batch.images).to.deep.equal(numbers(10, 20))
      expect(batch.data).to.deep.equal({ images: numbers(10, 20), labels: undefined, masks: undefined })
    })

    it('typed arrays stay what they are', () => {
      for (const list of [Buffer.from([1, 2, 3]), new BigInt64Array([1n, 2n, 3n]), new Uint8ClampedArray([1, 2, 3])]) {
        const { data } = new Batch([2, 0], { preloaded: list })
        expect(data).to.be.instanceOf(list.constructor)
        expect([...(data as Iterable<unknown>)]).to.deep.equal([list[2], list[0]])
      }
    })

    it('[B16] loading may be for one of them, also one that is not there yet', async () => {
      const batch = await batchOf(undefined).load(numbers(100), null, 'images')
      expect(batch.images).to.deep.equal(numbers(10, 20))
      await batch.load({ src: [texts(100), numbers(100)], components: ['labels', 'more'] })
      expect(batch.labels).to.deep.equal(texts(30).slice(20))
      expect((batch as unknown as { more: unknown }).more).to.deep.equal(numbers(10, 20))
      expect(batch.components).to.deep.equal(['images', 'labels', 'masks', 'more'])
    })

    it('[B17] what a tuple has not is undefined', () => {
      const batch = batchOf([numbers(100), null, texts(100)])
      expect([batch.images, batch.labels, batch.masks]).to.deep.equal([numbers(10, 20), undefined, texts(30).slice(20)])
      expect(batchOf([numbers(100)]).labels).to.equal(undefined)
    })

    it('[B18] and what an object has not', () => {
      const batch = batchOf({ labels: texts(100) })
      expect([batch.images, batch.labels]).to.deep.equal([undefined, texts(30).slice(20)])
    })

    it('[B19] some may be added, with values or without', () => {
      const batch = batchOf({ images: numbers(100) })
      batch.addComponents('more').addComponents(['a', 'b'], [[1], [2]]).addComponents('c', [3])
      expect(batch.data).to.deep.include({ images: numbers(10, 20), more: undefined, a: [1], b: [2], c: [3] })
      for (const name of ['images', 'indices', 'load']) expect(() => batch.addComponents(name)).to.throw(TypeError, `got: '${name}'`)
    })

    it('those that are added join data that has names, and no other', async () => {
      expect(new Batch(2, { preloaded: { a: [1, 2] } }).addComponents('b', [3, 4]).data).to.deep.equal({ a: [1, 2], b: [3, 4] })
      expect(new Batch(2).addComponents('b', [3, 4]).data).to.deep.equal({ b: [3, 4] })
      expect(() => new Batch(2, { preloaded: [1, 2] }).addComponents('b')).to.throw(TypeError, 'the batch has data without names')
    })

    it('[B20] loading one of them leaves the others', async () => {
      const batch = batchOf({ images: numbers(100), labels: texts(100) }).addComponents('more')
      const { images } = batch
      await batch.load({ src: numbers(100, 1000), dst: 'more' })
      expect(batch.images).to.equal(images)
      expect(batch.data).to.deep.include({ more: numbers(10, 1020) })
    })

    it('[B21] items are found by id, and have their values', () => {
      const batch = batchOf({ images: numbers(100), labels: texts(100) })
      const item = batch.item(25)
      same<Same<typeof item, Item<MyBatch>>>()
      same<Same<typeof item.images, number>>()
      same<Same<typeof item.labels, string>>()
      expect({ ...item }).to.deep.equal({ id: 25, position: 5, images: 25, labels: 't25', masks: undefined })
      expect(() => batch.item(5)).to.throw(RangeError, 'no item has the id 5')
      expect([...batch].map(({ id }) => id)).to.deep.equal(batch.indices)
      // @ts-expect-error: what is no list is none of an item
      void item.getPos
    })

    it('items of data without names have that', () => {
    const batch = new Batch(2, { preloaded: [5, 6] })
    const item = batch.item(1)
    item.data = 7
    expect([...batch].map((item) => ({ ...item }))).to.deep.equal([{ id: 0, position: 0, data: 5 }, { id: 1, position: 1, data: 7 }])
  })

  it('[B23] what is written stays, preloaded, loaded or assigned, by position or by item', async () => {
      const preloaded = { images: numbers(100), labels: texts(100) }
      const loaded = await batchOf(undefined).load(preloaded)
      const assigned = batchOf(undefined)
      assigned.images = numbers(10)
      assigned.labels = texts(10)
      for (const batch of [batchOf(preloaded), loaded, assigned]) {
        batch.images[6] = 1000
        batch.item(27).images = 1001
        batch.item(27).labels = 'x'
        expect([batch.images[6], batch.images[7], batch.labels[7]]).to.deep.equal([1000, 1001, 'x'])
        expect((batch.data as MyBatch).images).to.equal(batch.images)
      }
      expect(preloaded.images).to.deep.equal(numbers(100))
      expect(() => (assigned.item(20).masks = 1)).to.throw(TypeError, 'Assign a list first: batch.masks = […]')
    })
  })

  it('positions of items are to be had where ids are none', () => {
    const batch = new Dataset<Batch>([4, 5, 9], Batch, { preloaded: ['a', 'b', 'c'] }).createBatch([9, 4])
    expect(batch.data).to.deep.equal(['c', 'a'])
    expect(batch.getPos(4)).to.equal(1)
    expect(batch.getPos([4, 9])).to.deep.equal([1, 0])
    void ((batch: Batch<string>, anything: any, anyBatch: Batch<unknown>, unknown: unknown) => {
      const [one, list] = [batch.getPos('a'), batch.getPos(['a'])]
      const [any, ofAny, listOfAny] = [batch.getPos(anything), anyBatch.getPos(unknown), anyBatch.getPos([unknown])]
      same<Same<typeof one, number>>()
      same<Same<typeof list, number[]>>()
      same<Same<typeof any, number>>()
      same<Same<typeof ofAny, number>>()
      same<Same<typeof listOfAny, number[]>>()
      // @ts-expect-error: ids are texts
      batch.getPos(1)
      const index = batch.index.getPos(anything)
      same<Same<typeof index, number>>()
    })
    void (<I>(batch: Batch<I>, id: I) => {
      const position: number = batch.getPos(id)
      return position
    })
  })

  it('data of another length than the dataset is no data of it', () => {
    const batch = new Dataset([4, 5], Batch, { preloaded: numbers(100) }).nextBatch(2)
    expect(() => batch.data).to.throw(RangeError, 'data has 100 values, but the dataset has 2 items')
    expect(() => new Batch([7], { preloaded: [1] }).data).to.throw(RangeError, 'data has 1 values, and none for the item at 7')
    expect(() => new Batch(['a'], { preloaded: [1] }).data).to.throw(RangeError, "the id 'a' is no position")
    expect(() => new Batch(['a'], { preloaded: new Map() }).data).to.throw(RangeError, "data has no value for the id 'a'")
  })

  it('its values are written to their places', async () => {
    const batch = batchOf({ images: numbers(100) })
    const [all, byId, map] = [new Float64Array(100), {}, new Map()]
    for (const dst of [all, byId, map]) await batch.dump({ dst, components: 'images' })
    expect(all.slice(19, 31)).to.deep.equal(Float64Array.of(0, ...numbers(10, 20), 0))
    expect(byId).to.deep.equal(Object.fromEntries([...numbers(10, 20)].map((n) => [n, n])))
    expect([...map]).to.deep.equal([...numbers(10, 20)].map((n) => [n, n]))
    expect(await batch.dump({ dst: all }).catch(String)).to.match(/one component can be dumped at a time/)
    const plain: number[] = []
    await new Batch([1, 0], { preloaded: [5, 6] }).dump(plain)
    expect(plain).to.deep.equal([5, 6])
  })

  it('no value is lost for want of room, or left out', async () => {
    const batch = new Counts(3, { preloaded: { counts: [1, 2, 3] } })
    expect(await batch.dump(new Uint8Array(2)).catch(String)).to.equal('RangeError: dst has 2 values, and no room for the item at 2')
    batch.counts = [1, 2]
    expect(await batch.dump([]).catch(String)).to.equal('RangeError: counts has 2 values, but the batch has 3 items')
    batch.counts = new Uint8Array(2)
    const tooShort = 'counts has 2 values, and no room for the item at 2'
    expect(() => (batch.item(2).counts = 5)).to.throw(RangeError, tooShort)
    const failed: AggregateError = await batch.count({ nWorkers: 2 }).catch((error) => error)
    expect(failed.errors.map(String)).to.deep.equal([`RangeError: ${tooShort}`])
    expect(batch.counts).to.deep.equal(Uint8Array.of(0, 1))
  })

  it('further options become attributes', () => {
    class Rated extends Batch {
      declare rate: number
    }
    expect(new Rated(3, { rate: 0.5 }).rate).to.equal(0.5)
    expect(() => new Rated(3, { load: 1 })).to.throw(TypeError, "Rated has 'load' already")
  })

  it('says what it has not: formats, models, names', async () => {
    expect(await new Batch(1).load('a.csv', 'csv').catch(String)).to.match(/reads no files, fmt is 'csv'/)
    expect(() => new Batch(1).getModelByName('net')).to.throw(Error, "there is no model 'net'")
    class Wrong extends Batch {
      static override components = 'images' as never
    }
    expect(() => new Wrong(1)).to.throw(TypeError, "components must be a list of names, got: 'images'")
  })

  it('a field that hides a component is an error that says what to do', () => {
    class Hidden extends Batch {
      static override components = ['images']
      static labels: unknown
      images: unknown
    }
    class Further extends Hidden {
      static override components = [...Hidden.components, 'labels']
    }
    class Compiled extends Batch {
      static override components = ['images']
      constructor(index: DatasetIndex | number) {
        super(index)
        publicField(this, "images")
      }
    }
    const publicField = (object: object, name: string) => Object.defineProperty(object, name, { value: undefined })
    for (const Wrong of [Hidden, Further, Compiled]) {
      const owner = Wrong === Compiled ? 'Compiled' : 'Hidden'
      const message = `'images' is a component, and a field of ${owner} hides it: write \`declare images: …\` there`
      for (let i = 0; i < 2; i++) expect(() => new Wrong(1)).to.throw(TypeError, message)
      expect(() => new Dataset(1, Wrong).nextBatch(1)).to.throw(TypeError, message)
    }
  })
})
