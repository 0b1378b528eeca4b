import { expect } from 'chai'
import { createServer } from 'node:http'
import { action, args, Batch, type CallOptions, ClosureError, D, Dataset, FilesIndex, inbatchParallel, type Item, ParallelActionError, type Pipeline, PipelineError } from 'allcores'
import { rejectionOf } from '../helpers/rejection.js'

class Images extends Batch {
  static override components = ['images', 'labels', 'norms'] as const
  declare images: Float64Array
  declare labels: string[]
  declare norms: number[]

  scale(factor: number, options?: CallOptions): Promise<this>
  @action
  @inbatchParallel({ init: 'indices' })
  scale(id: number, factor?: unknown): unknown {
    const position = this.indices.indexOf(id)
    this.images[position] = this.images[position]! * (factor as number)
    return undefined
  }

  norm(options?: CallOptions): Promise<this>
  @inbatchParallel({ init: 'items', post: 'keep' })
  @action
  norm(item?: unknown): unknown {
    const { images, labels } = item as Item<Images>
    return `${labels}${images}`
  }

  keep(norms: number[]): this {
    this.norms = norms
    return this
  }

  relabel = action(
    inbatchParallel({ init: 'items', target: 'async' }, async function (this: Images, item: Item<Images>, suffix: string) {
      item.labels += suffix
    }),
  )

  both(options?: CallOptions): Promise<this>
  @action
  @inbatchParallel({ init: 'indices', post: 'keep' })
  both(id?: unknown): unknown {
    const item = this.item<Images>(id as number)
    item.images += 0.5
    this.images[this.getPos(id)]! += 0.25
    const ids = [...this].map((each) => each.id)
    return [item.labels, this.length, this.index.getPos(id), this.components.length, ...ids].join(' ')
  }

  refuse(id: number, options?: CallOptions): Promise<this>
  @action
  @inbatchParallel({ init: 'indices', target: 'for' })
  refuse(id: number, refused?: unknown): unknown {
    if (id === refused) throw new RangeError(`not ${id}`)
    return undefined
  }
}

const dataset = (attributes = {}) =>
  new Dataset(6, Images, { preloaded: { images: Float64Array.of(0, 1, 2, 3, 4, 5), labels: [...'abcdef'] }, ...attributes })

describe('actions that run in parallel', () => {
  for (const target of ['threads', 'for', 'async'] as const) {
    it(`are steps as others are, and write where they may: ${target}`, async () => {
      const pipeline = dataset({ factor: 10 }).p.scale(D('factor'), { target, nWorkers: 2 }).norm({ target }).relabel('!')
      const seen: unknown[] = []
      for await (const { images, norms, labels } of pipeline.genBatch(4, { prefetch: 1 })) seen.push([[...images], norms, labels])
      expect(seen).to.deep.equal([
        [[0, 10, 20, 30], ['a0', 'b10', 'c20', 'd30'], ['a!', 'b!', 'c!', 'd!']],
        [[40, 50], ['e40', 'f50'], ['e!', 'f!']],
      ])
    })
  }

  it('may be given named expressions in args()', async () => {
    const { labels } = await dataset({ suffix: '?' }).p.relabel(args([D('suffix')], { nWorkers: 1 })).nextBatch(2)
    expect(labels).to.deep.equal(['a?', 'b?'])
  })

  it('find items by id and by position, wherever they run', async () => {
    for (const target of ['threads', 'for'] as const) {
      const batch = dataset().createBatch([4, 2])
      const { norms, images } = await batch.both({ target, nWorkers: 2 })
      expect(norms).to.deep.equal(['e 2 0 3 4 2', 'c 2 1 3 4 2'])
      expect([...images]).to.deep.equal([4.75, 2.75])
    }
  })

  it('of batches whose arrays are parts of one memory lose nothing that another batch has written meanwhile', async () => {
    class Parts extends Batch {
      static override components = ['parts'] as const
      declare parts: Uint8Array[]
      signals = new Int32Array(new SharedArrayBuffer(8))
      hold = inbatchParallel({ init: 'parts' }, function (this: Parts, part: Uint8Array) {
        part[0]! += 1
        Atomics.store(this.signals, 0, 1)
        Atomics.wait(this.signals, 1, 0)
      })
      add = inbatchParallel({ init: 'parts' }, (part: Uint8Array) => void (part[0]! += 1))
    }
    const memory = new Uint8Array(2000)
    const parts = [memory.subarray(0, 1000), memory.subarray(1000)]
    const [first, second] = [0, 1].map((id) => new Dataset(2, Parts, { preloaded: { parts } }).createBatch([id])) as [Parts, Parts]
    const held = first.hold({ nWorkers: 1 })
    while (Atomics.load(first.signals, 0) === 0) await new Promise((resolve) => setImmediate(resolve))
    second.parts[0]![0] = 10
    await second.add({ nWorkers: 1 })
    Atomics.store(first.signals, 1, 1)
    Atomics.notify(first.signals, 1)
    await held
    expect([memory[0], memory[1000]]).to.deep.equal([1, 11])
  })

  describe('in worker threads', () => {
    class Rated extends Dataset<Sampled> {
      declare rate: number
      get half() { return this.rate / 2 }
      scaled(x: number) { return x * this.rate }
      parts() { return this.split(0.5) }
    }
    class Sampled extends Batch {
      declare dataset: Rated
      of = (read: (this: Sampled, id: number) => unknown) => inbatchParallel({ init: 'indices', post: (r: unknown[]) => r }, read).call(this)
      prepare() { return this.load([1, 2]) }
    }
    const rated = () => new Rated(5, Sampled, { rate: 6, preloaded: [1, 2, 3, 4, 5] })
    const batch = () => rated().createBatch([3, 1])

    it("don't take a batch along as a variable or an argument, and are told what to do instead", async () => {
      const one = batch()
      const messages = [
        await rejectionOf(ClosureError, one.of(() => one.length)),
        await rejectionOf(ClosureError, one.of(() => one.dataset)),
      ].map(({ message }) => message)
      for (const message of messages) {
        expect(message).to.include("its variable 'one' is an instance of Sampled, which stays in its thread. Take what the function uses out of it")
      }
    })

    it('know their dataset: attributes, ids and positions, and what its class adds', async () => {
      const told = await batch().of(function (id) {
        const { dataset } = this
        const { index, origin } = dataset
        const ids = [...index].length + dataset.indices.length + dataset.length + index.length
        return [dataset.rate, dataset.half, dataset.scaled(id), ids, index.getPos([id]), index.has(id), index.has(7), index === origin]
      })
      expect(told).to.deep.equal([[6, 3, 18, 20, [3], true, false, true], [6, 3, 6, 20, [1], true, false, true]])
    })

    it('are told what they have not, where they use it', async () => {
      const reads: [(this: Sampled) => unknown, string][] = [
        [function () { return this.dataset.preloaded }, "`dataset.preloaded` doesn't go to worker threads"],
        [function () { return this.dataset.batchClass }, "`dataset.batchClass` doesn't go to worker threads"],
        [function () { this.dataset.rate = 1 }, '`this` is a copy in a worker thread'],
      ]
      for (const [read, message] of reads) {
        const [error] = await batch().of(read)
        expect(error).to.be.instanceOf(TypeError)
        expect((error as Error).message).to.include(message)
      }
      const parts = rejectionOf(ClosureError, batch().of(function () { return this.dataset.parts() }))
      expect((await parts).message).to.match(/^function 'split' .*uses `#shuffled`, which the copy of its object/)
    })

    it('get of their dataset what they use, whatever else it has', async () => {
      class Open extends Rated {
        server = createServer()
        get address() { return this.server.address() }
        where(x: number) { return [this.rate + x, this.address] }
      }
      const ways: ((this: Sampled, id: number) => unknown)[] = [
        function () { return [this.dataset.rate, this.dataset.length] },
        function () { const { dataset } = this; return [dataset.rate, dataset?.length] },
        function () { const { rate, length } = this.dataset; return [rate, length] },
        function () { const { dataset: { rate, length } } = this; return [rate, length] },
        function () { const self = this; return [self.dataset.rate, self.dataset.length] },
      ]
      const open = () => new Open(5, Sampled, { rate: 6 }).createBatch([3])
      for (const way of ways) expect(await open().of(way)).to.deep.equal([[6, 5]])
      expect(await open().of(function (id) { return (this.dataset as Open).where(id) })).to.deep.equal([[9, null]])
      const error = await rejectionOf(ClosureError, open().of(function () { return [this.dataset].length }))
      expect(error.message).to.include('its `this.dataset.server` is a Server')
    })

    it('know the dataset of their pipeline, but none of its steps', async () => {
      const { value } = await rated().p.genBatch(1).next()
      const [isSame] = await (value as Sampled).of(function () { return this.pipeline!.dataset === this.dataset })
      expect(isSame).to.equal(true)
      const [error] = await (value as Sampled).of(function () { return (this.pipeline as Pipeline).steps })
      expect(String(error)).to.include("`pipeline.steps` doesn't go to worker threads")
    })

    it('get items with the values that the batch has, with components or without', async () => {
      const data = (batch: Batch, read: (item: Item<Batch>) => unknown) =>
        inbatchParallel({ init: 'items', post: (r: unknown[]) => r }, read).call(batch as never)
      expect(await data(new Batch(2, { preloaded: [5, 6] }), (item) => item)).to.deep.equal([
        { id: 0, position: 0, data: 5 }, { id: 1, position: 1, data: 6 },
      ])
      expect(await data(new Batch(1, { preloaded: { images: [7] } }), (item) => item)).to.deep.equal([{ id: 0, position: 0, images: 7 }])
    })

    it('lose nothing that is written to an item', async () => {
      const act = (write: (item: Item<Images>) => void, batch: Images) => inbatchParallel({ init: 'items' }, write).call(batch as never)
      const writes: ((item: Item<Images>) => void)[] = [
        (item) => { item.images += 1 },
        (item) => { item.labels = 'x' },
        (item) => void Object.assign(item, { more: 1 }),
      ]
      const batch = new Images(2, { preloaded: { images: Float64Array.of(0, 1), labels: ['a', 'b'] } })
      const byId = function (this: Images, id: number) {
        this.item<Images>(id).labels = 'x'
      }
      const calls = [...writes.map((write) => () => act(write, batch)), () => inbatchParallel({ init: 'indices' }, byId).call(batch)]
      for (const call of calls) {
        const error = await rejectionOf(ParallelActionError, call())
        expect(String(error.cause)).to.match(/^TypeError: Cannot .*return the value and use post/)
      }
      const error = await rejectionOf(ParallelActionError, inbatchParallel({ init: 'indices' }, byId).call(new Images(1)))
      expect(String(error.cause)).to.include('labels has no values yet')
    })

    it("have errors whose stacks are the method's lines, and none of the library", async () => {
      class Refused extends Images {
        map = new Map([[1, 1]])
        act = inbatchParallel({ init: 'indices' }, function act() {})
      }
      const methods: ((this: Refused) => unknown)[] = [
        function refused() { return this.act() },
        function refused() { return this.getPos(7) },
        function refused() { return this.item(7) },
        function refused() { return this.index.has({} as never) },
        function refused() { return (this.dataset as Dataset).preloaded },
        function refused() { return this.map.set(1, 2) },
        function refused() { this.item<Refused>(0).labels = 'x' },
        function refused() { this.item<Refused>(1).images = 1 },
        function refused() { this.item<Refused>(0).norms = 1 },
      ]
      for (const method of methods) {
        const batch = new Dataset(2, Refused, { preloaded: { labels: ['a', 'b'] } }).createBatch([0, 1])
        batch.images = new Float64Array(1)
        const { cause } = await rejectionOf(ParallelActionError, inbatchParallel({ init: [[]] }, method).call(batch))
        const frames = (cause as Error).stack!.split('\n').filter((line) => /^ +(at|in) /.test(line))
        expect(frames.map((line) => line.trim().split(' (')[0]), String(cause)).to.deep.equal(['at Object.refused', 'in task 0: refused()'])
      }
      const own = inbatchParallel({ init: [[]] }, function own(this: Refused): unknown { return this })
      const { cause } = await rejectionOf(ParallelActionError, own.call(new Refused(1)))
      expect((cause as Error).stack).to.match(/^TypeError: The method returns `this`.*\n +in task 0: own\(\) \(worker thread\)$/)
    })

    it('have what a getPos of their own throws, also where it is no error', async () => {
      for (const thrown of ['none', Object.freeze(new Error('none'))]) {
        class Own extends Images {
          thrown: unknown = thrown
          override getPos(): never { throw this.thrown }
        }
        const act = inbatchParallel({ init: 'runOnce' }, function (this: Own) { this.item(0) })
        const { cause } = await rejectionOf(ParallelActionError, act.call(new Own(1)))
        expect(String(cause)).to.match(/none/)
      }
    })

    describe('with objects as ids', () => {
      const ids = [{ file: 'a' }, { file: 'b' }]
      class Objects extends Batch<{ file: string }> {
        static override components = ['sizes'] as const
        declare sizes: number[]
      }
      const objects = () => new Dataset([{ file: 'z' }, ...ids], Objects, { preloaded: { sizes: [1, 2, 3] } }).nextBatch(3)
      const post = (results: unknown[]) => results

      it("find them by init 'indices' and 'items'", async () => {
        const byId = inbatchParallel({ init: 'indices', post }, function (this: Objects, id: { file: string }, k: number) {
          return [id.file, this.getPos(id), this.item<Objects>(id).sizes * k, this.index.has(id), this.indices.indexOf(id)]
        })
        expect(await byId.call(objects(), 10)).to.deep.equal([['z', 0, 10, true, 0], ['a', 1, 20, true, 1], ['b', 2, 30, true, 2]])
        const byItem = inbatchParallel({ init: 'items', post }, function (this: Objects, item: Item<Objects>) {
          return [item.id.file, item.sizes, this.getPos(item.id)]
        })
        expect(await byItem.call(objects())).to.deep.equal([['z', 1, 0], ['a', 2, 1], ['b', 3, 2]])
      })

      it('are told that others are copies', async () => {
        const init = function (this: Objects) { return this.indices.map((id) => [id]) }
        for (const read of [(batch: Objects, id: never) => batch.getPos(id), (batch: Objects, id: never) => batch.index.has(id)]) {
          const act = inbatchParallel({ init, post }, function (this: Objects, id: object) { return read(this, id as never) })
          const [error] = (await act.call(objects())) as Error[]
          expect(error).to.be.instanceOf(TypeError).with.property('message').that.includes('a worker thread got a copy of it. Take init')
        }
      })

      it('have nothing to do with targets that return a function', async () => {
        const act = inbatchParallel({ init: 'indices', post, target: 'nogil' }, () => ({ file }: { file: string }) => file)
        expect(await act.call(objects() as never)).to.deep.equal(['z', 'a', 'b'])
      })
    })

    it('take nothing of methods that they may not call, though `this` may be anything', async () => {
      const told = await batch().of(function (id) {
        const [self] = [this]
        return self.length + id
      })
      expect(told).to.deep.equal([5, 3])
    })

    it('know other batches, and the paths of files', async () => {
      const files = new FilesIndex(new Map([['a', 'x/a.txt'], ['b', 'y/b.txt']]))
      const other = new Images([7, 8], { preloaded: [Float64Array.of(...Array(9).keys()), [...'abcdefghi']] })
      const read = function (this: { other: Images; index: FilesIndex }, id: string) {
        const item = this.other.item<Images>(8)
        item.images = 0.5
        return [this.index.getFullPath(id), item.labels, this.other.getPos(8), this.other.labels]
      }
      const batch = new Batch<string>(files, { other })
      const told = await inbatchParallel({ init: 'indices', post: (r: unknown[]) => r }, read).call(batch as never)
      expect(told).to.deep.equal([['x/a.txt', 'i', 1, ['h', 'i']], ['y/b.txt', 'i', 1, ['h', 'i']]])
      expect([...other.images]).to.deep.equal([7, 0.5])
    })
  })

  it('fail as others do', async () => {
    const error = await rejectionOf(PipelineError, dataset().p.refuse(3).run({ batchSize: 2 }))
    expect(error.message).to.include("step 1, 'refuse', failed for the batch of [ 2, 3 ]: ParallelActionError: ")
    expect((error.cause as Error).cause).to.be.instanceOf(RangeError)
  })

  it('are known to the compiler as they are called, not as they are run', () => {
    const { p } = dataset()
    void (() => {
      p.scale(2, { nWorkers: 2 }).relabel('x', { nWorkers: 3 })
      // @ts-expect-error: a number
      p.scale('x')
      // @ts-expect-error: the item is none of its arguments
      p.relabel({}, 'x')
      // @ts-expect-error: there is no such target
      p.norm({ target: 'gpu' })
      // @ts-expect-error: a text
      p.relabel(args([2]))
      p.relabel(args(['x'], { nWorkers: 2 })).relabel('x')
    })
  })
})
