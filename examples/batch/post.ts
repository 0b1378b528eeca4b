/*
 * What becomes of the results: post gets them in the items' order, errors in the places of those that failed, and what it
 * gives is what the call gives.
 */
import { rejects } from 'node:assert'
import { anyActionFailed, Batch, type CallOptions, inbatchParallel, ParallelActionError } from 'allcores'
import { shows } from './helpers/shows.js'

function root(n: number): number {
  if (n < 0) throw new RangeError(`no root of ${n}`)
  return Math.sqrt(n)
}

class Numbers extends Batch {
  static override components = ['numbers'] as const
  declare numbers: number[]

  /** By its name: a method. */
  roots(options?: CallOptions): Promise<this>
  @inbatchParallel({ init: 'numbers', post: 'keepRoots' })
  roots(n?: any): any {
    return root(n)
  }

  keepRoots(results: unknown[]): this {
    if (!anyActionFailed(results)) this.numbers = results as number[]
    return this
  }

  /** A function, and the call has its type: a number here. */
  sum = inbatchParallel(
    { init: 'numbers', post: (roots: number[]) => roots.reduce((sum, each) => sum + each, 0) },
    (n: number) => root(n),
  )

  /** Later: the call waits for it. Failures may be mended there. */
  mended = inbatchParallel({ init: 'numbers', post: replaceErrors }, (n: number, _instead: number) => root(n))

  /** None: the batch, or else an error that names all items that failed. */
  checked = inbatchParallel({ init: 'numbers' }, function (this: Numbers, n: number) {
    root(n)
  })
}

async function replaceErrors(results: unknown[], instead: number): Promise<unknown[]> {
  return results.map((result) => (result instanceof Error ? instead : result))
}

const numbersOf = (...numbers: number[]) => new Numbers(numbers.length, { preloaded: { numbers } })
const [good, bad] = [numbersOf(1, 4, 9), numbersOf(1, -4, -9)]

shows('the sum of the roots', await good.sum(), 6)
shows('kept', (await good.roots()).numbers, [1, 2, 3])
shows('not kept', (await bad.roots()).numbers, [1, -4, -9])
shows('mended', await bad.mended(0), [1, 0, 0])
shows('no post gives the batch', (await good.checked()) === good, true)

await rejects(bad.checked(), (error) => {
  if (!(error instanceof ParallelActionError)) throw error
  console.log(error.message)
  shows('errors', error.errors.map(String), ['RangeError: no root of -4', 'RangeError: no root of -9'])
  shows('items', error.items, [{ index: 1, args: '-4' }, { index: 2, args: '-9' }])
  return true
})
