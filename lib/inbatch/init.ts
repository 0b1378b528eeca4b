import { invalid } from '../options/checks.js'
import { type AnyIterable, assertIterable } from '../schedule/input.js'
import { Arguments, itemArguments, oneArgument } from './call-arguments.js'
import { classNameOf, componentNames, didYouMean, memberOf } from './members.js'

/** Items, and how each of them is handed to a method. */
export interface Items {
  readonly items: AnyIterable<unknown>
  readonly toArguments: (item: unknown) => Arguments
}

/** Who asks for items. */
export interface InitCall {
  readonly batch: unknown
  /** What an init function is called with. */
  readonly args: readonly unknown[]
  /** Items have to travel, and so must be plain. */
  readonly ships: boolean
  /** Ids travel as their positions. */
  readonly byPosition?: boolean
}

const ONCE: Items = { items: [undefined], toArguments: () => new Arguments([], {}) }

/**
 * @throws OptionError `ERR_INVALID_OPTION` when there is no such member, InputError `ERR_NOT_ITERABLE`, and what the init throws
 */
export async function openInit(init: unknown, call: InitCall): Promise<Items> {
  if (init === 'runOnce' || init === 'run_once') return ONCE
  if (isIterator(init)) assertUnread(init)
  const items = typeof init === 'string' ? namedInit(init, call) : called(init, call)
  const given = await items
  assertIterable(given, `what init ${typeof init === 'string' ? `'${init}' of ${classNameOf(call.batch)} ` : ''}gives`)
  return { items: given, toArguments: isOneArgument(init, call) ? oneArgument : itemArguments }
}

function isIterator(init: unknown): init is object {
  return typeof (init as Partial<Iterator<unknown>>).next === 'function'
}

const read = new WeakSet<object>()

/** A second call would find nothing in it, and do nothing. */
function assertUnread(iterator: object): void {
  if (!read.has(iterator)) return void read.add(iterator)
  const advice = 'An iterator is empty after the first call: give the function that makes it, init: function* () { … }'
  throw invalid('init', 'what each call can read anew, such as an array', iterator, advice)
}

function namedInit(name: string, call: InitCall): unknown {
  const { batch, ships, byPosition } = call
  if (byPosition) return idsOf(batch).keys()
  if (givesViews(name, batch)) return ships ? plainItems(batch) : liveItems(batch)
  const member = memberOf(batch, name)
  if (member) return called(member.value, call)
  const expected = `the name of a method, a property or a component of ${classNameOf(batch)}, or 'runOnce'`
  throw invalid('init', expected, name, didYouMean(batch, name, ['runOnce']))
}

function called(init: unknown, { batch, args }: InitCall): unknown {
  return typeof init === 'function' ? (init as (...args: unknown[]) => unknown).apply(batch, [...args]) : init
}

/** Standard inits and components: elements that are arrays or objects are not taken apart. */
function isOneArgument(init: unknown, { batch }: InitCall): boolean {
  return typeof init === 'string' && ['indices', 'items', ...componentNames(batch)].includes(init)
}

interface WithItems {
  readonly indices: Iterable<unknown>
  item(id: unknown): object
}

/** Items are what `batch.item(id)` gives, where they needn't travel. */
export function givesViews(init: unknown, batch: unknown): batch is WithItems {
  return init === 'items' && typeof (batch as Partial<WithItems> | undefined)?.item === 'function'
}

/** The ids of a batch, if some of them are objects: a copy of one is another id. */
export function objectIds(init: unknown, batch: unknown): readonly unknown[] | undefined {
  if (init !== 'indices' && !givesViews(init, batch)) return undefined
  const ids = idsOf(batch)
  return ids.some((id) => typeof id === 'object' && id !== null) ? ids : undefined
}

function idsOf(batch: unknown): readonly unknown[] {
  const { indices } = Object(batch) as { readonly indices?: unknown }
  return Array.isArray(indices) ? indices : []
}

function* liveItems(batch: WithItems): Generator<object> {
  for (const id of batch.indices) yield batch.item(id)
}

/** Items as data: no view of the batch, but what it shows. */
function* plainItems(batch: WithItems): Generator<object> {
  const names = componentNames(batch)
  let position = 0
  for (const id of batch.indices) {
    const item = batch.item(id) as Readonly<Record<string, unknown>>
    const values = Object.fromEntries(names.map((name) => [name, item[name]]))
    yield { id, position: position++, ...values, ...item }
  }
}
