import { noteBase } from '../inbatch/base-classes.js'
import { invalid } from '../options/checks.js'
import { show } from '../options/show.js'
import { setAttributes } from './attributes.js'
import { type AnyBatch, Batch, type BatchOptions, type IdOf } from './batch.js'
import { DatasetIndex, type IndexSource } from './dataset-index.js'
import { checkShuffle, type EpochOptions } from './epochs.js'
import { Pipeline } from './pipeline.js'
import { permutation, randomSeed } from './shuffle.js'
import { STAND_INS_OF_DATASET } from './stand-ins.js'

/** A class of batches: `Batch`, or one that extends it and leaves its constructor's parameters as they are. */
export type BatchClass<B extends AnyBatch> = (new (index: DatasetIndex<IdOf<B>>, options?: BatchOptions) => B) & {
  readonly components: readonly string[]
}

/** Whatever else there is becomes an attribute of the dataset: a pipeline's `D('name')` stands for it. */
export interface DatasetOptions<I> {
  /** The data of all items, of which each batch takes its own: lists in the order of `origin`, or by id. */
  readonly preloaded?: unknown
  /**
   * The index whose order lists of `preloaded` are in.
   *
   * @default the dataset's own
   */
  readonly origin?: DatasetIndex<I> | undefined
  readonly [attribute: string]: unknown
}

/** Parts of a dataset. */
export interface Split<D> {
  readonly train: D
  readonly test: D
  /** Undefined where nothing is left for it. */
  readonly validation: D | undefined
}

/**
 * Items, and the class of the batches that they are taken in.
 *
 * ```ts
 * const dataset = new Dataset(1000, MyBatch, { preloaded: { images, labels } })
 * ```
 *
 * @source BatchFlow `Dataset`
 */
export interface Dataset<B extends AnyBatch = Batch> extends DatasetOf<B> {}

class DatasetOf<B extends AnyBatch> {
  readonly index: DatasetIndex<IdOf<B>>
  readonly batchClass: BatchClass<B>
  readonly preloaded: unknown
  readonly origin: DatasetIndex<IdOf<B>>
  readonly #attributes: Readonly<Record<string, unknown>>

  constructor(
    index: DatasetIndex<IdOf<B>> | IndexSource<IdOf<B>>,
    batchClass: BatchClass<B> = Batch as unknown as BatchClass<B>,
    { preloaded, origin, ...attributes }: DatasetOptions<IdOf<B>> = {},
  ) {
    checkClass(batchClass)
    this.index = index instanceof DatasetIndex ? index : new DatasetIndex(index)
    this.batchClass = batchClass
    this.preloaded = preloaded
    this.origin = origin ?? this.index
    this.#attributes = attributes
    setAttributes(this, attributes)
  }

  get length(): number {
    return this.index.length
  }

  get indices(): readonly IdOf<B>[] {
    return this.index.indices
  }

  /** A pipeline without steps yet, on this dataset. */
  get p(): Pipeline<B> {
    return this.pipeline()
  }

  pipeline(): Pipeline<B> {
    return new Pipeline<B>(this)
  }

  /**
   * The next batch; each call goes on where the last one ended, for ever if `nEpochs` and `nIters` are left out.
   *
   * @throws RangeError when there are no more batches, OptionError
   * @source BatchFlow `next_batch`
   */
  nextBatch(size: number, options?: EpochOptions): B {
    return this.#batch(this.index.nextBatch(size, options))
  }

  /**
   * Batches from the beginning, of one epoch by default.
   *
   * @throws OptionError
   * @source BatchFlow `gen_batch`
   */
  *genBatch(size: number, options?: EpochOptions): Generator<B, void, void> {
    for (const index of this.index.genBatch(size, options)) yield this.#batch(index)
  }

  /**
   * A batch of the items with those ids, or with `pos` of those at these positions.
   *
   * @throws RangeError for an item that isn't there
   * @source BatchFlow `create_batch`
   */
  createBatch(ids: readonly IdOf<B>[], options?: { readonly pos?: false | undefined }): B
  createBatch(positions: readonly number[], options: { readonly pos: true }): B
  createBatch(items: readonly unknown[], { pos = false }: { readonly pos?: boolean | undefined } = {}): B {
    const ids = pos ? (items as readonly number[]).map((position) => this.#idAt(position)) : (items as readonly IdOf<B>[])
    return this.#batch(this.index.subset(ids))
  }

  /**
   * A dataset of some of the items, with everything else the same.
   *
   * @throws RangeError for an item that isn't there
   */
  subset(ids: readonly IdOf<B>[]): Dataset<B> {
    const { preloaded, origin } = this
    const Same = this.constructor as typeof Dataset
    return new Same<B>(this.index.subset(ids), this.batchClass, { ...this.#attributes, preloaded, origin })
  }

  /**
   * Splits it in two or three, each item in one of them: by the share of the first, or shares of each; `validation` gets the
   * rest.
   *
   * ```ts
   * const { train, test } = dataset.split(0.8, { shuffle: 42 })
   * ```
   *
   * @throws RangeError for shares that there can't be
   * @source BatchFlow `split`
   */
  split(shares: number | readonly number[], { shuffle = false }: Pick<EpochOptions, 'shuffle'> = {}): Split<Dataset<B>> {
    checkShuffle(shuffle)
    const counts = countsOf([shares].flat(), this.length)
    const ids = this.#shuffled(shuffle)
    const parts = counts.map((count, i) => {
      const start = counts.slice(0, i).reduce((sum, count) => sum + count, 0)
      return this.subset(ids.slice(start, start + count))
    })
    return { train: parts[0]!, test: parts[1]!, validation: parts[2] }
  }

  static {
    Object.defineProperty(this, 'name', { value: 'Dataset' })
    noteBase(this, STAND_INS_OF_DATASET)
  }

  #shuffled(shuffle: boolean | number): readonly IdOf<B>[] {
    if (shuffle === false) return this.indices
    const order = permutation(this.length, shuffle === true ? randomSeed() : shuffle, 0)
    return order.map((position) => this.#idAt(position))
  }

  #idAt(position: number): IdOf<B> {
    if (Number.isSafeInteger(position) && position >= 0 && position < this.length) return this.indices[position]!
    throw new RangeError(`no item is at ${show(position)}: the dataset has positions 0 to ${this.length - 1}`)
  }

  #batch(index: DatasetIndex<IdOf<B>>): B {
    const batch = new this.batchClass(index, { dataset: this, preloaded: this.preloaded })
    if (batch.index === index && batch.dataset === this) return batch
    throw new TypeError(`the constructor of ${this.batchClass.name} must pass on what it gets: super(index, options)`)
  }
}

/** The constructor of a class can't take the type of the batches from the ids alone. */
export const Dataset = DatasetOf as unknown as {
  /** Batches of `Batch` itself. With its second type, `extends Dataset<MyBatch>` leaves it out. */
  new <I, _>(
    ids: DatasetIndex<I> | Iterable<I> | (() => Iterable<I>),
    batchClass?: undefined,
    options?: DatasetOptions<I>,
  ): Dataset<Batch<I>>
  new <B extends AnyBatch = Batch>(
    index: DatasetIndex<IdOf<B>> | IndexSource<IdOf<B>>,
    batchClass?: BatchClass<B>,
    options?: DatasetOptions<IdOf<B>>,
  ): Dataset<B>
}

function checkClass(batchClass: unknown): void {
  if (batchClass === Batch || (typeof batchClass === 'function' && batchClass.prototype instanceof Batch)) return
  throw new TypeError(`the class of batches must be Batch or extend it, got: ${show(batchClass)}`)
}

const EPSILON = 1e-9

/** How many items each part has: none for a part that is left out. */
function countsOf(shares: readonly number[], length: number): number[] {
  const sum = shares.reduce((sum, share) => sum + share, 0)
  const isWhole = sum > 1 - EPSILON
  const [least, most] = isWhole ? [2, 3] : [1, 2]
  const arePositive = shares.every((share) => share > 0) && sum < 1 + EPSILON
  if (!arePositive || shares.length < least || shares.length > most) throw invalidShares(shares)
  const given = isWhole ? shares.slice(0, -1) : shares
  const counts = given.map((share) => Math.round(share * length))
  const all = [...counts, length - counts.reduce((sum, count) => sum + count, 0)]
  if (all.every((count) => count > 0)) return all
  throw new RangeError(`${length} items are too few to be split by ${show(shares)}: each part needs one`)
}

function invalidShares(shares: readonly number[]): Error {
  return invalid('shares', 'one to three numbers above 0 that come to at most 1, three of them to 1, and one to less', shares)
}
