import { noteBase } from '../inbatch/base-classes.js'
import { invalid } from '../options/checks.js'
import { show } from '../options/show.js'
import { warn } from '../model/warn.js'
import { type EpochOptions, type TakeBatch, untilTheEnd, walk } from './epochs.js'
import { STAND_INS_OF_INDEX } from './stand-ins.js'

/** What an index can be made of: so many items, their ids, or a function that gives one of these. */
export type IndexSource<I> = Count<I> | Iterable<I> | (() => Count<I> | Iterable<I>)
/** So many items have numbers for ids. */
type Count<I> = number extends NoInfer<I> ? number : never

/**
 * The ids of items, in their order.
 *
 * ```ts
 * new DatasetIndex(3)          // ids 0, 1, 2
 * new DatasetIndex(['a', 'b'])
 * ```
 *
 * @typeParam I type of the ids
 * @throws RangeError when there are none, TypeError for what are no ids
 * @source BatchFlow `DatasetIndex`
 */
export class DatasetIndex<I = number> implements Iterable<I> {
  readonly indices: readonly I[]
  #positions: ReadonlyMap<I, number> | undefined
  #take: TakeBatch | undefined

  constructor(source: IndexSource<I>) {
    this.indices = Object.freeze(readIds(source)) as readonly I[]
    if (typeof source !== 'number') warnOfDuplicates(this.indices, this.#positionOf)
  }

  get length(): number {
    return this.indices.length
  }

  [Symbol.iterator](): Iterator<I> {
    return this.indices[Symbol.iterator]()
  }

  has(id: I): boolean {
    return this.#positionOf.has(id)
  }

  /**
   * Where an id stands, or each of a list of them; `any` is one id.
   *
   * @throws RangeError for an id that isn't there
   * @source BatchFlow `get_pos`
   */
  getPos<T>(id: unknown extends T ? T : never): number
  getPos(ids: readonly I[]): number[]
  getPos(id: I): number
  getPos(given: I | readonly I[]): number | number[] {
    return Array.isArray(given) ? given.map((id) => this.#position(id)) : this.#position(given as I)
  }

  /**
   * An index of some of the ids, of the same class.
   *
   * @throws RangeError for an id that isn't there
   */
  subset(ids: readonly I[]): DatasetIndex<I> {
    this.getPos(ids)
    return new (this.constructor as new (ids: readonly I[]) => DatasetIndex<I>)(ids)
  }

  /**
   * The index of the next batch; each call goes on where the last one ended, for ever if `nEpochs` and `nIters` are left out.
   *
   * @throws RangeError when there are no more batches, OptionError
   * @source BatchFlow `next_batch`
   */
  nextBatch(size: number, options?: EpochOptions): DatasetIndex<I> {
    this.#take ??= walk(this.length)
    return this.#at(required(this.#take(size, options)))
  }

  /**
   * The indices of batches from the beginning, of one epoch by default.
   *
   * @throws OptionError
   * @source BatchFlow `gen_batch`
   */
  *genBatch(size: number, options: EpochOptions = {}): Generator<DatasetIndex<I>, void, void> {
    const take = walk(this.length)
    const all = untilTheEnd(options)
    for (let positions = take(size, all); positions; positions = take(size, all)) yield this.#at(positions)
  }

  static {
    noteBase(this, STAND_INS_OF_INDEX)
  }

  get #positionOf(): ReadonlyMap<I, number> {
    return (this.#positions ??= firstPositions(this.indices))
  }

  #position(id: I): number {
    const position = this.#positionOf.get(id)
    if (position === undefined) throw new RangeError(`no item has the id ${show(id)}. There are ${show(this.indices)}`)
    return position
  }

  #at(positions: readonly number[]): DatasetIndex<I> {
    return this.subset(positions.map((position) => this.indices[position]!))
  }
}

export function required<T>(batch: T | undefined): T {
  if (batch !== undefined) return batch
  throw new RangeError('no more batches: nEpochs or nIters is reached. Ask for more, or take genBatch, which just ends')
}

function readIds(given: unknown): readonly unknown[] {
  const source: unknown = typeof given === 'function' ? given() : given
  const ids = typeof source === 'number' ? upTo(source) : listed(source)
  if (ids.length === 0) throw new RangeError('an index must have at least one item, got none')
  const list = ids.find((id) => Array.isArray(id) || ArrayBuffer.isView(id))
  if (list !== undefined) throw invalidIds(list, 'an id that is a list: ')
  return ids
}

function upTo(count: number): readonly number[] {
  if (!Number.isSafeInteger(count) || count < 0) throw invalid('index', 'a whole number of items', count)
  return Array.from({ length: count }, (_, i) => i)
}

function listed(source: unknown): readonly unknown[] {
  const isIterable = typeof source === 'object' && source !== null && Symbol.iterator in source
  if (!isIterable) throw invalidIds(source)
  return [...(source as Iterable<unknown>)]
}

function invalidIds(given: unknown, what = ''): TypeError {
  return new TypeError(`an index is made of a number of items, ids, or a function that gives these, got: ${what}${show(given)}`)
}

function firstPositions<I>(ids: readonly I[]): ReadonlyMap<I, number> {
  const positions = new Map<I, number>()
  for (const [position, id] of ids.entries()) if (!positions.has(id)) positions.set(id, position)
  return positions
}

function warnOfDuplicates<I>(ids: readonly I[], positions: ReadonlyMap<I, number>): void {
  if (positions.size === ids.length) return
  const again = ids.find((id, position) => positions.get(id) !== position)
  warn('WARN_DUPLICATE_IDS', `an index has ids more than once, such as ${show(again)}: only the first is found by its id`)
}
