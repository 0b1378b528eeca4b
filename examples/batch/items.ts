/*
 * What an init may give for each item: positional arguments, named ones, both, a single value, or nothing. What stands for
 * all items, such as `k`, is an argument of the call.
 */
import { args, Batch, type CallOptions, inbatchParallel, type Item } from 'allcores'
import { shows } from './helpers/shows.js'

interface Arguments {
  readonly image: number
  readonly k: number
}

class MyBatch extends Batch {
  static override components = ['images', 'labels'] as const
  declare images: Float64Array
  declare labels: string[]
  results: unknown[] = []

  positional(k: number, options?: CallOptions): Promise<this>
  @inbatchParallel({ init: 'imagesAndLabels', post: 'keep' })
  positional(image: number, label?: any, k?: any): any {
    return label + image * k
  }

  imagesAndLabels(): unknown[] {
    return this.indices.map((i) => [this.images[i], this.labels[i]])
  }

  named(options: CallOptions & { readonly k: number }): Promise<this>
  @inbatchParallel({ init: 'namedImages', post: 'keep' })
  named({ image, k }: any): any {
    return image * k
  }

  namedImages(): Arguments[] {
    return [...this.images].map((image) => ({ image, k: 1 }))
  }

  both(named?: CallOptions & Partial<Arguments>): Promise<this>
  @inbatchParallel({ init: 'labelsAndImages', post: 'keep' })
  both(label?: any, named?: any): any {
    return label + named.image * named.k
  }

  labelsAndImages(): unknown[] {
    return this.indices.map((i) => args([this.labels[i]], { image: this.images[i], k: 1 }))
  }

  /** Without a post the call gives the batch; the array is written in place, by threads too. */
  inPlace(value: number): Promise<this>
  @inbatchParallel({ init: 'indices' })
  inPlace(i: number, value?: any): any {
    this.images[i] = value + i
  }

  perImage(k: number): Promise<this>
  @inbatchParallel({ init: 'images', post: 'keep' })
  perImage(image: number, k?: any): any {
    return image ** k
  }

  /** As a function in a field, the compiler knows the type that it is called with by itself. */
  perItem = inbatchParallel({ init: 'items', target: 'for' }, function (this: MyBatch, item: Item<MyBatch>, suffix: string) {
    item.labels += suffix
  })

  count = 0
  once = inbatchParallel({ init: 'runOnce', target: 'for' }, function (this: MyBatch) {
    this.count++
  })

  keep(results: unknown[]): this {
    this.results = results
    return this
  }
}

const preloaded = { images: Float64Array.of(1, 2, 3), labels: ['a', 'b', 'c'] }
const batch = new MyBatch(3, { preloaded })

shows('positional', (await batch.positional(10)).results, ['a10', 'b20', 'c30'])
shows('named', (await batch.named({ k: 10 })).results, [10, 20, 30])
shows('both', (await batch.both()).results, ['a1', 'b2', 'c3'])
shows('both, and a name that the call gives as well', (await batch.both({ k: 5 })).results, ['a5', 'b10', 'c15'])
shows('a component', (await batch.perImage(2)).results, [1, 4, 9])

const { images } = batch
await batch.inPlace(100)
shows('in place', [...images], [100, 101, 102])
shows("and it is still the batch's own array", batch.images === images, true)

await batch.perItem('!')
shows('items read and write their components', batch.labels, ['a!', 'b!', 'c!'])
shows('run once', (await batch.once()).count, 1)
