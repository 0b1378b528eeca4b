import { Parallel } from 'allcores'
import { pMapIterable } from 'p-map'
import { double } from '../tasks.js'

type Stream = (items: Iterable<number>) => AsyncIterable<number>

function allcores(backend?: 'sequential' | 'threads' | 'processes'): Stream {
  return (items) => {
    const parallel = Parallel({ nJobs: 2, returnAs: 'generator', ...(backend && { backend }) })
    return parallel.map(double, items)
  }
}

/** Who can take a generator and give results one by one. */
export const STREAMS: Readonly<Record<string, Stream>> = {
  'allcores unset': allcores(),
  'allcores sequential': allcores('sequential'),
  'allcores threads': allcores('threads'),
  'allcores processes': allcores('processes'),
  'p-map, pMapIterable': (items) => pMapIterable(items, double, { concurrency: 2 }),
}
