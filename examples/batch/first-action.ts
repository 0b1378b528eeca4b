/*
 * A method that is written for one item, and called for a whole batch: `_initFn` says what the items are, `_postFn` what
 * becomes of the results. Arguments of the call come after the item's own.
 */
import { action, anyActionFailed, Batch, type CallOptions, Dataset, inbatchParallel } from 'allcores'
import { shows } from './helpers/shows.js'

interface Named extends CallOptions {
  readonly clearData?: boolean
}

const calls: unknown[][] = []

class MyBatch extends Batch {
  static override components = ['sums'] as const
  declare sums: unknown[]

  /** What callers see … */
  someAction(arg1: number, arg2: number, named?: Named): Promise<this>
  /** … and what runs for each item. `clearData` is an extra: for init and post. */
  @action
  @inbatchParallel({ init: '_initFn', post: '_postFn', target: 'threads', clearData: false })
  someAction(item: number, arg1?: any, arg2?: any): any {
    return item * arg1 + arg2
  }

  _initFn(...all: unknown[]): readonly number[] {
    calls.push(all)
    return this.indices
  }

  _postFn(sums: unknown[], _arg1: number, _arg2: number, { clearData }: Required<Named>): this {
    if (anyActionFailed(sums)) throw new Error('some of the items failed')
    this.sums = clearData ? [] : sums
    return this
  }
}

const batch = await new MyBatch(3).someAction(10, 5)
shows('item * 10 + 5', batch.sums, [5, 15, 25])
shows('what init was called with', calls.at(-1), [10, 5, { clearData: false }])

const cleared = await batch.someAction(10, 5, { clearData: true, nWorkers: 2 })
shows('an extra may be said with the call', cleared.sums, [])
shows('options of the call go nowhere else', calls.at(-1), [10, 5, { clearData: true }])

const dataset = new Dataset(6, MyBatch)
const inPipeline = await dataset.p.someAction(10, 5).someAction(2, 0, { nWorkers: 3 }).nextBatch(3)
shows('the last step of a pipeline', inPipeline.sums, [0, 2, 4])
