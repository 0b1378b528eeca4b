/*
 * Batches out of a dataset, and a pipeline that each of them goes through: work on the next ones begins while one is used,
 * the order stays. `D('name')` is a value of the dataset that arguments have when the action runs.
 */
import { rejects } from 'node:assert'
import { action, Batch, type CallOptions, D, Dataset, inbatchParallel, Pipeline, PipelineError } from 'allcores'
import { shows } from './helpers/shows.js'

const log: string[] = []
let writers = 0

class MyBatch extends Batch {
  static override components = ['images'] as const
  declare images: Float64Array

  scale(factor: number, options?: CallOptions): Promise<this>
  @action
  @inbatchParallel({ init: 'indices' })
  scale(id: number, factor?: any): any {
    this.images[this.getPos(id)]! *= factor
  }

  /** One batch at a time: the lock is free again when it is over, also when it fails. */
  @action({ useLock: 'log' })
  async write(): Promise<this> {
    if (++writers > 1) throw new Error('two write at a time')
    await new Promise(setImmediate)
    log.push(this.indices.join(' '))
    writers--
    return this
  }

  @action
  refuse(id: number): this {
    if (this.indices.includes(id)) throw new RangeError(`not ${id}`)
    return this
  }

  noAction(): this {
    return this
  }
}

const preloaded = { images: Float64Array.from({ length: 10 }, (_, i) => i) }
const dataset = new Dataset(10, MyBatch, { preloaded, factor: 3 })

shows('the first batch', dataset.nextBatch(4).indices, [0, 1, 2, 3])
shows('and the next', [...dataset.nextBatch(4).images], [4, 5, 6, 7])
const sizes = [...dataset.genBatch(4)].map(({ size }) => size)
shows('sizes of an epoch', sizes, [4, 4, 2])
const [[first], [again]] = [[...dataset.genBatch(10, { shuffle: 42 })], [...dataset.genBatch(10, { shuffle: 42 })]]
shows('the same seed, the same order', first!.indices, again!.indices)

const pipeline = dataset.p.scale(10).scale(D('factor'), { nWorkers: 2 }).write()
const scaled: number[] = []
for await (const { images } of pipeline.genBatch(4, { prefetch: 2 })) scaled.push(...images)
shows('scaled twice', scaled, [0, 30, 60, 90, 120, 150, 180, 210, 240, 270])
shows('the data itself is as it was', preloaded.images[9], 9)
shows('written one after the other', [...log].sort(), ['0 1 2 3', '4 5 6 7', '8 9'])

const elsewhere = new Dataset(2, MyBatch, { preloaded: { images: Float64Array.of(1, 2) }, factor: 0.5 })
shows('on another dataset', [...(await pipeline.on(elsewhere).nextBatch(2)).images], [5, 10])

const template = new Pipeline<MyBatch>().scale(2)
const { train, test } = dataset.split(0.8)
await template.on(train).run({ batchSize: 4 })
shows('a pipeline without a dataset yet, for one part', [...(await template.on(test).nextBatch(2)).images], [16, 18])

await rejects(dataset.p.scale(1).refuse(5).run({ batchSize: 4 }), (error) => {
  if (!(error instanceof PipelineError)) throw error
  console.log(error.message)
  shows('which step', [error.step, error.action, error.batch], [2, 'refuse', [4, 5, 6, 7]])
  return true
})

await rejects(dataset.p.noAction().run({ batchSize: 4 }), /'noAction' of MyBatch is not marked as an action/)
