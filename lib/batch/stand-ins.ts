import type { StandIns } from '../inbatch/base-classes.js'
import { atCaller } from './at-caller.js'
import { itemView } from './item.js'

interface WithIds {
  readonly indices: readonly unknown[]
}

interface WithItems extends WithIds {
  getPos(id: unknown): number
  item(id: unknown): object
}

/**
 * What the members of a batch are in worker threads, where it can't be itself.
 *
 * @param listsOf what has a value for each item, by name
 */
export function standInsOfBatch<B>(listsOf: (batch: B) => object): StandIns {
  return {
    getPos: () => getPos(),
    item(batch: B, keep) {
      const lists = { ...listsOf(batch) }
      keep(lists)
      return item(lists)
    },
    [Symbol.iterator]: () => items,
  }
}

export const STAND_INS_OF_INDEX = { getPos: () => getPos(), has: () => has(), [Symbol.iterator]: () => ids } satisfies StandIns

export const STAND_INS_OF_DATASET = {
  preloaded: () => refuse('`dataset.preloaded`', 'Take what you need from the batch, or make an attribute of it'),
  batchClass: () => refuse('`dataset.batchClass`', 'Make batches outside of the method'),
} satisfies StandIns

export const STAND_INS_OF_PIPELINE = {
  dataset: ({ dataset }: { readonly dataset: unknown }) => dataset,
  steps: () => refuse('`pipeline.steps`', 'Read them outside of the method'),
} satisfies StandIns

function refuse(what: string, advice: string): never {
  throw new TypeError(`${what} doesn't go to worker threads. ${advice}, or take target 'async' or 'for'`)
}

function getPos() {
  const find = finder()
  return function getPos(this: WithIds, given: unknown) {
    const positionOf = (id: unknown) => {
      const position = find(this.indices, id)
      if (position === undefined) throw new RangeError(`no item has the id ${String(id)}`)
      return position
    }
    return atCaller(getPos, () => (Array.isArray(given) ? given.map(positionOf) : positionOf(given)))
  }
}

function has() {
  const find = finder()
  return function has(this: WithIds, id: unknown) {
    return atCaller(has, () => find(this.indices, id) !== undefined)
  }
}

/** The table is made in the worker, if at all: it takes far longer to go there than the ids do. */
function finder() {
  const table: { positions?: Map<unknown, number> } = {}
  return (ids: readonly unknown[], id: unknown) => {
    table.positions ??= new Map(ids.map((id, position) => [id, position] as const).reverse()) // the first of the same counts
    const position = table.positions.get(id)
    if (position !== undefined || typeof id !== 'object' || id === null) return position
    const advice = "Take init 'indices' or 'items', go by positions, or take numbers or texts for ids"
    throw new TypeError(`an object is an id only as the very same one, and a worker thread got a copy of it. ${advice}`)
  }
}

/** Items read and write the lists: the elements of typed arrays for all, those of others not at all. */
function item(lists: object) {
  return function item(this: WithItems, id: unknown) {
    return itemView(id, atCaller(item, () => this.getPos(id)), () => lists as Readonly<Record<string, unknown>>)
  }
}

function* items(this: WithItems) {
  for (const id of this.indices) yield this.item(id)
}

function ids(this: WithIds) {
  return this.indices[Symbol.iterator]()
}
