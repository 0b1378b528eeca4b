/*
 * Where an action runs. 'nogil' and 'mpc' call the method once, which returns the function for the items: that function has no
 * `this`, and in processes no array of the caller's. For debugging all of them run in a plain loop.
 */
import * as workers from 'node:worker_threads'
import { Batch, type CallOptions, inbatchParallel, partial } from 'allcores'
import { shows } from './helpers/shows.js'

interface Heavy extends CallOptions {
  readonly arg3?: number
}

const mainProcess = process.pid

function mpcFn(item: number, arg1: number, { arg3 }: { arg3: number }): unknown {
  const place = process.pid === mainProcess ? 'here' : 'in another process'
  return [place, item * arg1 + arg3]
}

function changeData(images: Float64Array, i: number, value: number): void {
  if (workers.isMainThread) throw new Error('this is to run in a thread')
  images[i]! *= value
}

class MyBatch extends Batch {
  static override components = ['images'] as const
  declare images: Float64Array

  /** The function doesn't see defaults of the method, so it gets them by `partial`. */
  heavy(arg1: number, named?: Heavy): Promise<unknown[]>
  @inbatchParallel({ init: 'indices', post: 'results', target: 'mpc' })
  heavy(_arg1: number, { arg3 = 100 }: Heavy = {}): any {
    return partial(mpcFn, [], { arg3 })
  }

  change(value: number, options?: CallOptions): Promise<this>
  @inbatchParallel({ init: 'imagesAndPlaces', target: 'nogil' })
  change(): any {
    return changeData
  }

  imagesAndPlaces(): unknown[] {
    return this.indices.map((i) => [this.images, i])
  }

  where = inbatchParallel({ init: 'indices', post: (places: string[]) => new Set(places) }, () => {
    return workers.isMainThread ? 'main thread' : 'worker thread'
  })

  results(results: unknown[]): unknown[] {
    return results
  }
}

const batch = new MyBatch(3, { preloaded: { images: Float64Array.of(1, 2, 3) } })

const elsewhere = 'in another process'
shows('mpc', await batch.heavy(10), [[elsewhere, 100], [elsewhere, 110], [elsewhere, 120]])
shows('mpc, with arg3', await batch.heavy(10, { arg3: 0 }), [[elsewhere, 0], [elsewhere, 10], [elsewhere, 20]])
shows('mpc, debugged', await batch.heavy(10, { target: 'for', debug: true }), [['here', 100], ['here', 110], ['here', 120]])

const { images } = batch
await batch.change(10)
shows('nogil changed the array itself', [...images], [10, 20, 30])

shows('threads is where actions run', await batch.where(), new Set(['worker thread']))
shows('unless the call says so', await batch.where({ target: 'async' }), new Set(['main thread']))
shows('by its letter too', await batch.where({ target: 't', nWorkers: 2 }), new Set(['worker thread']))
