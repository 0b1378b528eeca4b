import { action } from '../inbatch/action.js'
import { noteBase } from '../inbatch/base-classes.js'
import { isPlainObject } from '../model/is-object.js'
import { show } from '../options/show.js'
import { setAttributes } from './attributes.js'
import { isByPosition, named, pick, put, type Wanted } from './components.js'
import { DatasetIndex, type IndexSource } from './dataset-index.js'
import { assertNoneHidden } from './hidden-components.js'
import { type ItemView, itemView } from './item.js'
import { dumpOptions, loadOptions } from './load-options.js'
import { standInsOfBatch } from './stand-ins.js'

/** What a batch knows of the dataset that it is of. */
export interface BatchDataset {
  readonly index: DatasetIndex<unknown>
  /** The index whose order lists of `preloaded` are in. */
  readonly origin: DatasetIndex<unknown>
}

/** What a batch knows of the pipeline that it is in. */
export interface BatchPipeline {
  readonly dataset: BatchDataset | undefined
}

/** Whatever else there is becomes an attribute of the batch. */
export interface BatchOptions {
  readonly dataset?: BatchDataset | undefined
  readonly pipeline?: BatchPipeline | undefined
  /** The data of all items, of which the batch takes its own when they are first asked for. */
  readonly preloaded?: unknown
  readonly [attribute: string]: unknown
}

/** A batch of whatever ids. */
export type AnyBatch = Batch<unknown>
/** The type of a batch's ids. */
export type IdOf<B> = B extends { readonly indices: readonly (infer I)[] } ? I : never

/** One item of a batch: reads and writes its values in the batch's lists. */
export type Item<B> = ItemView<B, IdOf<B>, Exclude<keyof AnyBatch, 'data'>>

/**
 * Some items of a dataset, and what is done with them.
 *
 * ```ts
 * class MyBatch extends Batch {
 *   static override components = ['images', 'labels'] as const
 *   declare images: Uint8Array[] // `declare`: a field of its own would hide the component
 *   declare labels: string[]
 * }
 * ```
 *
 * @typeParam I type of the ids
 * @source BatchFlow `Batch`
 */
export class Batch<I = number> {
  /** Names of the lists that hold a value for each item. */
  static readonly components: readonly string[] = []

  readonly index: DatasetIndex<I>
  dataset: BatchDataset | undefined
  pipeline: BatchPipeline | undefined
  readonly #components: string[] = []
  /** Until it is asked for. */
  #preloaded: unknown
  #data: unknown

  constructor(index: DatasetIndex<I> | IndexSource<I>, options: BatchOptions = {}) {
    const names = listed(new.target.components)
    assertNoneHidden(new.target, Batch)
    const { dataset, pipeline, preloaded, ...attributes } = options
    this.index = index instanceof DatasetIndex ? index : new DatasetIndex(index)
    this.dataset = dataset
    this.pipeline = pipeline
    this.#preloaded = preloaded
    for (const name of names) this.#define(name)
    setAttributes(this, attributes)
  }

  /** The ids of its items. */
  get indices(): readonly I[] {
    return this.index.indices
  }

  get length(): number {
    return this.index.length
  }

  get size(): number {
    return this.length
  }

  get components(): readonly string[] {
    return this.#components
  }

  /** The components by their names; where there are none, what was loaded. */
  get data(): unknown {
    if (this.#data === undefined) {
      this.#data = this.#crop(this.#preloaded)
      this.#preloaded = undefined
    }
    return this.#data
  }

  /**
   * Where an item stands in lists of the batch, or each of a list of them; `any` is one id.
   *
   * @throws RangeError for an id that isn't there
   */
  getPos<T>(id: unknown extends T ? T : never): number
  getPos(ids: readonly I[]): number[]
  getPos(id: I): number
  getPos(ids: never): number | number[] {
    return this.index.getPos(ids)
  }

  /**
   * An item by its id.
   *
   * @typeParam B the class, for the compiler in methods of it: `this.item<MyBatch>(id)`
   * @throws RangeError for an id that isn't there
   */
  item<B = this>(id: I): Item<B> {
    return itemView(id, this.getPos(id), () => this.#lists) as Item<B>
  }

  *[Symbol.iterator](): Generator<Item<this>, void, void> {
    for (const id of this.indices) yield this.item(id)
  }

  /**
   * Takes the values of its items from the data of all items: lists in the order of the dataset, or by id. Without components
   * they become `data`. An action; classes that read files have one of their own.
   *
   * @param src the data, or `LoadOptions`
   * @source BatchFlow `load`
   */
  load(src: unknown, fmt?: unknown, dst?: unknown): Promise<this>
  async load(...given: readonly unknown[]): Promise<this> {
    const { src, fmt, dst, components = dst } = loadOptions(given)
    if ((fmt ?? undefined) !== undefined) throw readsNoFiles(fmt)
    if (components === undefined && this.#components.length === 0) {
      this.#data = this.#crop(src)
      return this
    }
    const names = components === undefined ? this.#components : [components].flat()
    const values = typeof components === 'string' ? { [components]: src } : named(src, names)
    for (const name of names) if (Object.hasOwn(values, name)) this.#assign(name, this.#pick(values[name], name))
    return this
  }

  /**
   * Writes the values of its items into a list of all items. An action.
   *
   * @param dst the list, or `DumpOptions`
   * @source BatchFlow `dump`
   */
  dump(dst: unknown, components?: unknown): Promise<this>
  async dump(...given: readonly unknown[]): Promise<this> {
    const { dst, components = this.#components } = dumpOptions(given)
    const names = [components].flat()
    const got = names.join(', ')
    if (names.length > 1) throw new TypeError(`${DUMPS_ONE}, got: ${got}. Name one: { dst, components: '${names[0]}' }`)
    const [name] = names
    if (name !== undefined) this.#known(name)
    put(name === undefined ? this.data : this.#lists[name], this.#wanted(), dst, name ?? 'data')
    return this
  }

  /**
   * Adds components, with values for the items of the batch or none yet. An action.
   *
   * @param values of a single name a list; of several an object or a tuple
   * @throws TypeError for a name that the batch has already
   * @source BatchFlow `add_components`
   */
  addComponents(names: string | readonly string[], values?: unknown): this {
    const all = [names].flat()
    const given = typeof names === 'string' ? { [names]: values } : named(values, all)
    for (const name of all) this.#add(name)
    for (const name of all) this.#assign(name, given[name])
    return this
  }

  /** There are no models here: it throws. */
  getModelByName(name: string): never {
    const advice = "Keep it on the dataset and pass it on: new Dataset(index, MyBatch, { model }), and D('model') as an argument"
    throw new Error(`there is no model '${name}': batches know of no models. ${advice}`)
  }

  static {
    noteBase(this, standInsOfBatch((batch: AnyBatch) => batch.#lists))
    for (const name of ['load', 'dump', 'addComponents'] as const) action(this.prototype[name])
  }

  /** Can't be redefined: a field of the class that hides it is an error, and no loss of data. */
  #define(name: string): void {
    if (typeof name !== 'string' || name in this) {
      throw new TypeError(`a component must have a name that ${this.constructor.name} doesn't have yet, got: ${show(name)}`)
    }
    this.#components.push(name)
    const place = { get: () => this.#holder[name], set: (value: unknown) => void (this.#holder[name] = value) }
    Object.defineProperty(this, name, { ...place, enumerable: true, configurable: false })
  }

  #assign(name: string, values: unknown): void {
    if (!this.#components.includes(name)) this.#add(name)
    this.#holder[name] = values
  }

  /** What is preloaded is taken first, by the names that it has. */
  #add(name: string): void {
    const { data } = this
    if (data === undefined || isPlainObject(data)) return this.#define(name)
    throw new TypeError(`the batch has data without names, so it can't have the component '${name}' too. Load it with a name`)
  }

  get #holder(): Record<string, unknown> {
    return this.data as Record<string, unknown>
  }

  /** What has a value for each item, by name. */
  get #lists(): Readonly<Record<string, unknown>> {
    return isPlainObject(this.data) ? this.data : { data: this.data }
  }

  #known(name: string): void {
    if (this.#components.includes(name)) return
    throw new TypeError(`there is no component ${show(name)}, only ${this.#components.join(', ')}`)
  }

  #crop(source: unknown): unknown {
    const names = this.#components
    if (names.length > 0) {
      const values = named(source, names)
      return Object.fromEntries(names.map((name) => [name, this.#pick(values[name], name)]))
    }
    if (!isPlainObject(source)) return this.#pick(source, 'data')
    return Object.fromEntries(Object.entries(source).map(([name, values]) => [name, this.#pick(values, name)]))
  }

  #pick(values: unknown, name: string): unknown {
    return pick(values, isByPosition(values) ? this.#wanted() : { ids: this.indices }, name)
  }

  /** Where its items are in data of all items. */
  #wanted(): Wanted {
    const ids = this.indices
    const { origin } = this.dataset ?? {}
    if (origin) return { ids, positions: origin.getPos(ids), length: origin.length }
    return { ids, positions: ids.map(asPosition), length: undefined }
  }
}

const DUMPS_ONE = 'one component can be dumped at a time'

function readsNoFiles(fmt: unknown): TypeError {
  return new TypeError(`Batch reads no files, fmt is ${show(fmt)}. Write a method 'load' that does`)
}

/** Without a dataset ids are positions. */
function asPosition(id: unknown): number {
  if (Number.isSafeInteger(id) && (id as number) >= 0) return id as number
  const advice = 'Give the batch its dataset, or the data by id: a Map or an object'
  throw new RangeError(`the id ${show(id)} is no position in a list. ${advice}`)
}

function listed(components: unknown): readonly string[] {
  if (Array.isArray(components)) return components as readonly string[]
  const advice = "Write static components = ['images'] as const"
  throw new TypeError(`components must be a list of names, got: ${show(components)}. ${advice}`)
}
