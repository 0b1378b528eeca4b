import { expect } from 'chai'
import { action, Batch, D, Dataset, OptionError, parallelConfig, Pipeline, PipelineError, type ProgressEvent } from 'allcores'
import { captureOutput } from '../helpers/capture-output.js'
import { collect } from '../helpers/collect.js'
import { turn } from '../helpers/manual-backend.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { type Same, same } from '../helpers/same-type.js'
import { until } from '../helpers/until.js'

class MyBatch extends Batch {
  static override components = ['images'] as const
  declare images: Float64Array
  log: unknown[] = []

  @action
  scale(factor: number, { offset = 0 }: { offset?: number } = {}): this {
    for (let i = 0; i < this.length; i++) this.images[i] = this.images[i]! * factor + offset
    return this
  }

  @action
  async note(what: unknown, list: number[] = []): Promise<this> {
    this.log.push(what, ...list)
    return this
  }

  @action
  failAt(id: number): this {
    if (this.indices.includes(id)) throw new RangeError(`no luck with ${id}`)
    return this
  }

  @action
  give(value: unknown): this {
    return value as this
  }

  @action
  call(visit: (batch: MyBatch) => unknown): Promise<this> {
    return Promise.resolve(visit(this)).then(() => this)
  }

  @action({ useLock: true })
  alone(visit: (batch: MyBatch) => unknown): Promise<this> {
    return this.call(visit)
  }

  @action({ useLock: 'disk' })
  read(visit: (batch: MyBatch) => unknown): Promise<this> {
    return this.call(visit)
  }

  @action({ useLock: 'disk' })
  write(visit: (batch: MyBatch) => unknown): Promise<this> {
    return this.call(visit)
  }

  plain(): this {
    return this
  }

  count(): number {
    return this.length
  }
}

const dataset = (length = 10, attributes = {}) =>
  new Dataset(length, MyBatch, { preloaded: { images: Float64Array.from({ length }, (_, i) => i) }, ...attributes })
const ids = (batches: readonly MyBatch[]) => batches.map(({ indices }) => [...indices])

/** An action whose calls end when the spec says so, by the batch's first id. */
function latched() {
  const started: number[] = []
  const ends = new Map<number, { open(): void; fail(error: unknown): void }>()
  const visit = ({ indices: [id = -1] }: MyBatch) => {
    started.push(id)
    return new Promise<void>((open, fail) => ends.set(id, { open, fail }))
  }
  const underWay = async (...expected: number[]) => {
    await until(() => started.length >= expected.length, `${expected} have started`)
    await turn()
    expect(started).to.deep.equal(expected)
  }
  const open = (id: number) => ends.get(id)!.open()
  const fail = (id: number, error: unknown) => ends.get(id)!.fail(error)
  return { visit, started, underWay, open, fail }
}

describe('Pipeline', () => {
  describe('steps', () => {
    it('are the actions that were called, in order, each in a pipeline of its own', async () => {
      const { p } = dataset()
      const scaled = p.scale(2)
      const noted = scaled.note('x')
      same<Same<typeof noted, Pipeline<MyBatch>>>()
      expect([p, scaled, noted].map(({ steps }) => steps.length)).to.deep.equal([0, 1, 2])
      expect(noted.steps).to.deep.equal([{ action: 'scale', args: [2] }, { action: 'note', args: ['x'] }])
      const [first] = await collect(noted.genBatch(3))
      expect([...first!.images, first!.log]).to.deep.equal([0, 2, 4, ['x']])
      expect(first!.pipeline).to.equal(noted)
    })

    it('go with any dataset', async () => {
      const steps = new Pipeline<MyBatch>().scale(3)
      const train = dataset(4)
      const batch = await steps.on(train).nextBatch(4)
      expect([...batch.images]).to.deep.equal([0, 3, 6, 9])
      expect(batch.dataset).to.equal(train)
      expect((await rejectionOf(TypeError, steps.run({ batchSize: 2 }))).message).to.include('pipeline.on(dataset)')
    })

    it('load, dump and addComponents are actions as well', async () => {
      const all = new Float64Array(4)
      const images = [5, 6, 7, 8]
      const loaded = new Dataset(4, MyBatch).p.load({ src: { images } }).scale(2).addComponents('more')
      await loaded.dump({ dst: all, components: 'images' }).run({ batchSize: 3 })
      expect([...all]).to.deep.equal([10, 12, 14, 16])
    })

    it('a method of a field may be one, as JavaScript has it', async () => {
      class Fielded extends Batch {
        seen: number[] = []
        see = action(function (this: Fielded, x: number): Fielded {
          this.seen.push(x)
          return this
        })
      }
      const [batch] = await collect(new Dataset(2, Fielded).p.see(5).genBatch(2))
      expect(batch!.seen).to.deep.equal([5])
    })

    it('what is no action is an error that names step and batch', async () => {
      const { p } = dataset()
      const plain = await rejectionOf(PipelineError, p.scale(1).plain().run({ batchSize: 4 }))
      expect(plain.message).to.equal(
        "step 2, 'plain', failed for the batch of [ 0, 1, 2, ... 1 more item ]: " +
          "TypeError: the method 'plain' of MyBatch is not marked as an action: @action plain() { … }, or as a field, " +
          'in plain JavaScript too: plain = action(inbatchParallel({ … }, function (…) { … }))',
      )
      const loose = p as unknown as { scal(): Pipeline<MyBatch> }
      const misspelt = await rejectionOf(PipelineError, loose.scal().run({ batchSize: 4 }))
      expect(misspelt.message).to.include("MyBatch has no action 'scal'. Did you mean 'scale'?")
    })

    it('are known to the compiler, with their parameters', () => {
      const { p } = dataset()
      void (() => {
        p.scale(D('rate'), { offset: D('offset') }).note(D()).note('x', D('list'))
        // @ts-expect-error: a number, or a named expression
        p.scale('2')
        // @ts-expect-error: named arguments have their types
        p.scale(2, { offset: '1' })
        // @ts-expect-error: and their names
        p.scale(2, { ofset: 1 })
        // @ts-expect-error: an argument is missing
        p.scale()
        // @ts-expect-error: it gives no batch
        p.count()
        // @ts-expect-error: there is no such method
        p.scal(2)
        // @ts-expect-error: nor is a field one
        p.images()
        // @ts-expect-error: the list is an argument as a whole
        p.note('x', [D('rate')])
        // @ts-expect-error: batches have a size
        return p.run({ nEpochs: 2 })
      })
    })

    it('a class may have its own load, and know its dataset', () => {
      class Files extends Batch<string> {
        declare dataset: Dataset<Files>
        override async load(path: string, fmt = 'raw'): Promise<this> {
          return this.dataset.length > 0 && path === fmt ? this : this
        }
      }
      const { p } = new Dataset(['a'], Files)
      void (() => {
        p.load('x', 'png')
        // @ts-expect-error: a path
        p.load(5)
      })
    })
  })

  describe('named expressions', () => {
    it('are attributes of the dataset when the action runs', async () => {
      const data = dataset(2, { rate: 1, offset: 1 })
      const pipeline = data.p.scale(D('rate'), { offset: D('offset') }).note(D('length')).note(D())
      Object.assign(data, { rate: 5 })
      const batch = await pipeline.nextBatch(2)
      expect([...batch.images]).to.deep.equal([1, 6])
      expect(batch.log[0]).to.equal(2)
      expect(batch.log[1]).to.equal(data)
    })

    it('say what the dataset has not', async () => {
      const error = await rejectionOf(PipelineError, dataset().p.scale(D('rate')).run({ batchSize: 5 }))
      expect(error.message).to.include("D('rate'): the dataset has no attribute 'rate'. Give it one")
      expect(() => D(5 as never)).to.throw(TypeError, 'D() expects the name of an attribute')
    })
  })

  describe('errors', () => {
    it('name step, action and batch, and have what was thrown as their cause', async () => {
      const error = await rejectionOf(PipelineError, dataset().p.note(1).failAt(4).run({ batchSize: 2 }))
      expect(error.message).to.equal("step 2, 'failAt', failed for the batch of [ 4, 5 ]: RangeError: no luck with 4")
      expect(error).to.include({ name: 'PipelineError', code: 'ERR_STEP_FAILED', step: 2, action: 'failAt' })
      expect(error.batch).to.deep.equal([4, 5])
      expect(error.cause).to.be.instanceOf(RangeError)
    })

    it('a step may freeze its batch, but give no other that is frozen', async () => {
      class Frozen extends Batch {
        @action freeze(): this { return Object.freeze(this) as this }
        @action other(): Frozen { return Object.freeze(new Frozen(1)) as Frozen }
      }
      const { p } = new Dataset(2, Frozen)
      await p.freeze().freeze().run({ batchSize: 1 })
      const error = await rejectionOf(PipelineError, p.freeze().other().run({ batchSize: 1 }))
      expect(error.message).to.include("step 2, 'other', failed for the batch of [ 0 ]: TypeError: Cannot assign")
    })

    it('a step has to give a batch', async () => {
      for (const value of [undefined, 5, {}]) {
        const error = await rejectionOf(PipelineError, dataset().p.give(value).run({ batchSize: 2 }))
        expect(error.message).to.include('TypeError: an action must return a batch, got:').and.include('Return this')
      }
    })

    it('a step may give another batch', async () => {
      const other = new MyBatch([7])
      const { p } = dataset()
      const given = await p.give(other).note('x').nextBatch(2)
      expect(given).to.equal(other)
      expect(given.log).to.deep.equal(['x'])
      expect(given.dataset).to.equal(p.dataset)
    })

    it('what scopes say of tasks is not said of batches', async () => {
      for (const prefetch of [0, 1]) {
        let calls = 0
        const { p } = dataset()
        const failing = p.call(() => {
          calls++
          throw new Error('always')
        })
        const options = { retries: { limit: 3, minDelay: 0 }, backend: 'threads', nJobs: 4 }
        await rejectionOf(PipelineError, parallelConfig(options, () => failing.run({ batchSize: 10, prefetch })))
        expect(calls).to.equal(1)
      }
    })

    it('options are checked', async () => {
      const { p } = dataset()
      const wrong = [
        [{ batchSize: 11 }, 'batchSize must be a whole number from 1 to 10'],
        [{}, 'batchSize must be'],
        [{ batchSize: 2, prefetch: -1 }, 'prefetch must be a whole number of at least 0'],
        [{ batchSize: 2, nIters: 1, nEpochs: 1 }, 'nIters must be left out'],
        [{ batchSize: 2, nepochs: 1 }, "Did you mean 'nEpochs'?"],
        [{ batchSize: 2, signal: 5 }, 'signal must be'],
      ] as const
      for (const [options, message] of wrong) {
        expect((await rejectionOf(OptionError, p.run(options as never))).message).to.include(message)
      }
    })
  })

  describe('nextBatch', () => {
    it('goes on with each call, and ends with nEpochs', async () => {
      const { p } = dataset(5)
      const taken = [await p.nextBatch(3, { nEpochs: 1 }), await p.nextBatch(3, { nEpochs: 1 })]
      expect(ids(taken)).to.deep.equal([[0, 1, 2], [3, 4]])
      expect((await rejectionOf(RangeError, p.nextBatch(3, { nEpochs: 1 }))).message).to.include('no more batches')
      expect(ids([await p.nextBatch(3)])).to.deep.equal([[0, 1, 2]])
    })
  })

  describe('genBatch', () => {
    it('has one epoch by default, and what its options say, prefetched or not', async () => {
      for (const prefetch of [0, 1, 3]) {
        const take = async (options = {}) => ids(await collect(dataset(5).p.note(1).genBatch(2, { prefetch, ...options })))
        expect(await take()).to.deep.equal([[0, 1], [2, 3], [4]])
        expect(await take({ nEpochs: 2, dropLast: true })).to.deep.equal([[0, 1], [2, 3], [0, 1], [2, 3]])
        expect(await take({ nIters: 4 })).to.deep.equal([[0, 1], [2, 3], [4, 0], [1, 2]])
        const shuffled = { shuffle: 5, nEpochs: 3 }
        expect(await take(shuffled)).to.deep.equal(ids([...dataset(5).genBatch(2, shuffled)]))
      }
    })

    it('without prefetch it does nothing before it is asked', async () => {
      const { visit, started } = latched()
      const batches = dataset().p.call((batch) => void visit(batch)).genBatch(2)
      await turn()
      expect(started).to.deep.equal([])
      await batches.next()
      await turn()
      expect(started).to.deep.equal([0])
      await batches.return()
    })

    it('with prefetch k at most k + 1 batches are under way, and order is kept', async () => {
      const { visit, underWay, open } = latched()
      const batches = dataset(12).p.call(visit).genBatch(2, { prefetch: 2 })
      const first = batches.next()
      await underWay(0, 2, 4)
      open(4)
      open(2)
      await underWay(0, 2, 4)
      open(0)
      expect(ids([(await first).value as MyBatch])).to.deep.equal([[0, 1]])
      await underWay(0, 2, 4, 6) // it is given, the two after it wait
      const second = await batches.next()
      await underWay(0, 2, 4, 6, 8)
      expect(ids([second.value as MyBatch])).to.deep.equal([[2, 3]])
      for (const id of [6, 8]) open(id)
      await batches.return()
      await turn()
    })

    it('an error comes at its place, and what is under way is waited for, but goes no further', async () => {
      const { visit, underWay, open, fail } = latched()
      const after: number[] = []
      const pipeline = dataset().p.call(visit).call(({ indices: [id = -1] }) => after.push(id))
      const batches = pipeline.genBatch(2, { prefetch: 2 })
      const first = batches.next()
      await underWay(0, 2, 4)
      fail(2, new RangeError('second'))
      await turn()
      open(0)
      expect(ids([(await first).value as MyBatch])).to.deep.equal([[0, 1]])
      let hasEnded = false
      const error = rejectionOf(PipelineError, batches.next()).finally(() => (hasEnded = true))
      await turn()
      expect(hasEnded).to.equal(false)
      open(4)
      expect((await error).batch).to.deep.equal([2, 3])
      expect(after).to.deep.equal([0])
      expect(await batches.next()).to.deep.equal({ done: true, value: undefined })
    })

    it('several errors at once are that of the first batch, and none is unhandled', async () => {
      const unhandled: unknown[] = []
      const listen = (error: unknown) => unhandled.push(error)
      process.on('unhandledRejection', listen)
      try {
        const { visit, underWay, fail } = latched()
        const run = rejectionOf(PipelineError, dataset().p.call(visit).run({ batchSize: 2, prefetch: 2 }))
        await underWay(0, 2, 4)
        for (const id of [4, 2, 0]) fail(id, new Error(`at ${id}`))
        expect((await run).batch).to.deep.equal([0, 1])
        await turn()
        expect(unhandled).to.deep.equal([])
      } finally {
        process.off('unhandledRejection', listen)
      }
    })

    it('leaving it begins no further step, and waits for those under way', async () => {
      const { visit, underWay, open } = latched()
      const after: number[] = []
      const unlessFirst = (batch: MyBatch) => (batch.indices[0] === 0 ? undefined : visit(batch))
      const batches = dataset().p.call(unlessFirst).call(({ indices: [id = -1] }) => after.push(id)).genBatch(2, { prefetch: 1 })
      await batches.next()
      await underWay(2, 4)
      let hasLeft = false
      const left = batches.return().then(() => (hasLeft = true))
      await turn()
      expect(hasLeft).to.equal(false)
      for (const id of [2, 4]) open(id)
      await left
      await underWay(2, 4)
      expect(after).to.deep.equal([0])
    })

    it('a signal ends it where no step waits, too', async () => {
      for (const prefetch of [0, 2]) {
        const controller = new AbortController()
        setTimeout(() => controller.abort('enough'))
        const run = dataset().p.run({ batchSize: 2, nEpochs: Infinity, prefetch, signal: controller.signal })
        expect(await rejection(run)).to.equal('enough')
      }
    })

    it('a signal ends it at once', async () => {
      for (const prefetch of [0, 2]) {
        const controller = new AbortController()
        const { visit, started } = latched()
        const run = rejection(dataset().p.call(visit).run({ batchSize: 2, prefetch, signal: controller.signal }))
        await until(() => started.length === prefetch + 1)
        controller.abort('enough')
        expect(await run).to.equal('enough')
        expect(await rejection(dataset().p.run({ batchSize: 2, signal: AbortSignal.abort('before') }))).to.equal('before')
      }
    })
  })

  describe('progress', () => {
    it('is told in batches, to a function', async () => {
      for (const prefetch of [0, 1]) {
        const events: ProgressEvent[] = []
        await dataset(5).p.note(1).run({ batchSize: 2, nEpochs: 2, prefetch, progress: (event) => events.push(event) })
        expect(events.at(-1)).to.deep.include({ done: 5, total: 5 })
      }
    })

    it('or shown as those of all calls are', async () => {
      const { stderr } = await captureOutput(() => dataset(5).p.note(1).run({ batchSize: 2, dropLast: true, progress: true }))
      expect(stderr).to.match(/100 % \| 2\/2/)
    })
  })

  describe('locks', () => {
    const together = async (pipeline: Pipeline<MyBatch>) => {
      await pipeline.run({ batchSize: 2, prefetch: 4 })
    }
    const counter = () => {
      let now = 0
      const counts: number[] = []
      const visit = async () => {
        counts.push(++now)
        await turn()
        now--
      }
      return { counts, visit }
    }

    it('keep batches apart in an action, others not', async () => {
      const [free, alone, disk] = [counter(), counter(), counter()]
      await together(dataset().p.call(free.visit))
      await together(dataset().p.alone(alone.visit))
      await together(dataset().p.read(disk.visit).write(disk.visit))
      expect(Math.max(...free.counts)).to.equal(5)
      expect(alone.counts).to.deep.equal([1, 1, 1, 1, 1])
      expect(disk.counts).to.deep.equal(Array.from({ length: 10 }, () => 1))
    })

    it('are of one pipeline', async () => {
      const { counts, visit } = counter()
      const { p } = dataset()
      await Promise.all([together(p.alone(visit)), together(p.alone(visit))])
      expect(Math.max(...counts)).to.equal(2)
    })

    it('are released when an action fails', async () => {
      const pipeline = dataset().p.alone(({ indices: [id] }) => {
        if (id === 0) throw new Error('first')
      })
      expect((await rejectionOf(PipelineError, pipeline.nextBatch(2))).step).to.equal(1)
      expect(ids([await pipeline.nextBatch(2)])).to.deep.equal([[2, 3]])
    })
  })
})
