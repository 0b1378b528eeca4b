import type { StandIns } from '../inbatch/base-classes.js'

interface BatchLike {
  readonly indices: readonly unknown[]
  readonly components: readonly string[]
}

type List = Record<number, unknown> | undefined
type GetPos = (ids: unknown) => number | number[]

/** What the members of a batch are in worker threads, where the batch and its index can't be. */
export const STAND_INS = {
  index: (batch: BatchLike) => ({ indices: batch.indices, length: batch.indices.length, getPos: positionsIn(batch) }),
  getPos: positionsIn,
  item: itemsIn,
  [Symbol.iterator](batch: BatchLike) {
    const { indices } = batch
    const item = itemsIn(batch)
    return () => indices.map(item)[Symbol.iterator]()
  },
} satisfies StandIns

function positionsIn({ indices }: BatchLike): GetPos {
  const positions = new Map<unknown, number>()
  for (const [position, id] of indices.entries()) if (!positions.has(id)) positions.set(id, position)
  const positionOf = (id: unknown) => {
    const position = positions.get(id)
    if (position === undefined) throw new RangeError(`no item has the id ${String(id)}`)
    return position
  }
  return (ids) => (Array.isArray(ids) ? ids.map(positionOf) : positionOf(ids))
}

/** Items read and write the lists: the elements of typed arrays for all, those of others not at all. */
function itemsIn(batch: BatchLike): (id: unknown) => object {
  const positionOf = positionsIn(batch)
  const lists = Object.fromEntries(batch.components.map((name) => [name, Reflect.get(batch, name) as List]))
  return (id) => {
    const position = positionOf(id) as number
    const item = { id, position }
    for (const [name, list] of Object.entries(lists)) {
      const place = { get: () => list?.[position], set: (value: unknown) => void (list![position] = value) }
      Object.defineProperty(item, name, { ...place, enumerable: true })
    }
    return item
  }
}
