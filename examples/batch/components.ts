/*
 * Components are lists with a value for each item: by position as any list, by id with `item`. `load` takes them from the data
 * of all items, `dump` puts them back.
 */
import { throws } from 'node:assert'
import { Batch, Dataset, type Item } from 'allcores'
import { shows } from './helpers/shows.js'

class MyBatch extends Batch {
  static override components = ['images', 'labels'] as const
  declare images: Float64Array
  declare labels: string[]
  declare masks: boolean[]
}

const images = Float64Array.of(0, 1, 2, 3, 4, 5)
const labels = ['zero', 'one', 'two', 'three', 'four', 'five']
const dataset = new Dataset(6, MyBatch, { preloaded: [images, labels] })
const batch = dataset.createBatch([4, 2])

shows('by position', batch.images[1], 2)
shows('by id', batch.item(2).labels, 'two')
shows('all items', [...batch].map(({ id, images, labels }) => `${id}: ${images} ${labels}`), ['4: 4 four', '2: 2 two'])

batch.images[0] = 40
batch.item(2).labels = 'TWO'
shows('both ways write', [[...batch.images], batch.labels], [[40, 2], ['four', 'TWO']])
shows("in the batch's own lists", [images[4], labels[2]], [4, 'two'])
throws(() => batch.item(3), /no item has the id 3/)

await batch.dump(images, 'images')
shows('dumped', [...images], [0, 1, 2, 3, 40, 5])

await batch.load({ src: ['a', 'b', 'c', 'd', 'e', 'f'], components: 'labels' })
shows('loaded, for some components', batch.labels, ['e', 'c'])

batch.addComponents('masks', [true, false])
shows('added', [batch.components, (batch.item(2) as Item<MyBatch>).masks], [['images', 'labels', 'masks'], false])

const plain = new Batch([1, 3], { preloaded: labels })
shows('without components there is just data', plain.data, ['one', 'three'])
