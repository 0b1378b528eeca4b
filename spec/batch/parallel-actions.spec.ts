import { expect } from 'chai'
import { action, Batch, type CallOptions, D, Dataset, inbatchParallel, type Item, PipelineError } from 'allcores'
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
    this.images[this.getPos(id as number)]! += 0.25
    const ids = [...this].map((each) => each.id)
    return [item.labels, this.length, this.index.getPos(id as number), this.components.length, ...ids].join(' ')
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

  it('find items by id and by position, wherever they run', async () => {
    for (const target of ['threads', 'for'] as const) {
      const batch = dataset().createBatch([4, 2])
      const { norms, images } = await batch.both({ target, nWorkers: 2 })
      expect(norms).to.deep.equal(['e 2 0 3 4 2', 'c 2 1 3 4 2'])
      expect([...images]).to.deep.equal([4.75, 2.75])
    }
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
    })
  })
})
