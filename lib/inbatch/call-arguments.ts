import { isPlainObject } from '../model/is-object.js'
import type { TaskFunction } from '../model/task.js'
import { show } from '../options/show.js'

/** Positional and named arguments: of an item, of a call, or both together. */
export class Arguments<out P extends readonly unknown[] = readonly unknown[], out N extends object = object> {
  readonly positional: P
  readonly named: N

  constructor(positional: P, named: N) {
    this.positional = positional
    this.named = named
  }
}

/** A function, and arguments that it gets before all others. */
export class PartialCall {
  readonly fn: TaskFunction
  readonly given: Arguments

  constructor(fn: TaskFunction, given: Arguments) {
    this.fn = fn
    this.given = given
  }
}

/**
 * Positional and named arguments in one value: what an init gives for an item, or the last argument of a call, where it
 * keeps a plain object from being taken for named arguments: `batch.act(args([{ x: 1 }]))`.
 *
 * @throws TypeError when `list` is no array or `named` no plain object
 * @source BatchFlow, an item that is a tuple of positional arguments and a dict of named ones
 */
export function args<const P extends readonly unknown[], N extends object = {}>(list: P, named?: N): Arguments<P, N> {
  check('args', list, named)
  return new Arguments(list, named ?? ({} as N))
}

/**
 * What a method with target 'nogil' or 'mpc' returns instead of a function: the function, and arguments for it. Positional ones
 * come before the item's, named ones give way to the item's and the call's.
 *
 * ```ts
 * return partial(resize, [], { quality: 80 })
 * ```
 *
 * @throws TypeError when `fn` is no function, `positional` no array or `named` no plain object
 * @source Python `functools.partial`
 */
export function partial(fn: TaskFunction, positional: readonly unknown[] = [], named: object = {}): PartialCall {
  if (typeof fn !== 'function') throw new TypeError(`partial() expects a function first, got: ${show(fn)}`)
  check('partial', positional, named)
  return new PartialCall(fn, new Arguments(positional, named))
}

function check(name: string, positional: unknown, named: unknown): void {
  if (!Array.isArray(positional)) throw new TypeError(`${name}() expects an array of arguments, got: ${show(positional)}`)
  if (named === undefined || isPlainObject(named)) return
  throw new TypeError(`${name}() expects named arguments as a plain object such as { quality: 80 }, got: ${show(named)}`)
}

/** A trailing plain object holds named arguments; a trailing `args(list, named)` says which are which. */
export function splitCall(given: readonly unknown[]): Arguments {
  const [last, before] = [given.at(-1), given.slice(0, -1)]
  if (last instanceof Arguments) return new Arguments([...before, ...last.positional], last.named)
  return isPlainObject(last) ? new Arguments(before, last) : new Arguments(given, {})
}

/** An array is positional arguments, a plain object named ones, `args()` both, and anything else is one argument. */
export function itemArguments(item: unknown): Arguments {
  if (item instanceof Arguments) return item
  if (Array.isArray(item)) return new Arguments(item, {})
  return isPlainObject(item) ? new Arguments([], item) : oneArgument(item)
}

export function oneArgument(item: unknown): Arguments {
  return new Arguments([item], {})
}

/** One list of arguments: positional ones in this order, later names before earlier ones, and no names, no object. */
export function joined(parts: readonly Arguments[]): unknown[] {
  const positional = parts.flatMap((part) => part.positional)
  const named = Object.assign({}, ...parts.map((part) => part.named)) as object
  return Object.keys(named).length > 0 ? [...positional, named] : positional
}
