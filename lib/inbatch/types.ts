import type { AnyIterable } from '../schedule/input.js'
import type { Arguments } from './call-arguments.js'
import type { TargetName } from './targets.js'

/** What may be said with each call, among its named arguments, and with the decorator for all calls. The method never sees it. */
export interface CallOptions {
  /**
   * How many items may run at a time, a whole number of at least 1.
   *
   * @default all cores; with target 'async' no limit, with 'for' always 1
   */
  readonly nWorkers?: number | undefined
  /**
   * Where the method runs, or the first letter of it.
   *
   * @default 'async' for an async function, else 'threads'
   */
  readonly target?: TargetName | undefined
  /**
   * With target 'for': the first error ends the call, as it was thrown, and no further item runs.
   *
   * @default false
   */
  readonly debug?: boolean | undefined
  /**
   * Milliseconds that each item may take; a TimeoutError takes the place of its result.
   *
   * @default none
   */
  readonly timeout?: number | undefined
  /**
   * Ends the call when it is aborted: it rejects with the signal's reason.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined
}

/** How a method is run for each item. Options of any other name are arguments of init and post. */
export interface InbatchOptions extends CallOptions {
  /**
   * Where items come from, by the name of a member of the batch, a function that gets the call's arguments, or the items
   * themselves, in any iterable. 'indices', 'items' and names of components give one argument each, 'runOnce' is a single call
   * without any. What else gives an array gives positional arguments, a plain object named ones, `args(list, named)` both.
   */
  readonly init: unknown
  /**
   * What makes something of the results, which it gets before the call's arguments; errors are in the places of results. A
   * method's name or a function.
   *
   * @default none: the call gives the batch
   */
  readonly post?: string | Posting['post'] | undefined
  readonly [extra: string]: unknown
}

/** As a method its parameters may be written more narrowly: of what there is, the compiler can't tell. */
interface Posting {
  post(results: readonly unknown[], ...args: unknown[]): unknown
}

/** One call, without an item. */
export interface Once {
  readonly init: 'runOnce' | 'run_once'
}

/** The method is called once, with what the call gives and no item: that is for the function that it returns. */
export interface Returning {
  readonly target: 'nogil' | 'n' | 'mpc' | 'm'
}

/** Items of several arguments each. */
export interface ListsOf<L extends readonly unknown[], B> {
  readonly init: Items<L | Arguments<L>, B>
}

/** A method whose first parameters are for the arguments in `L`. */
export type TakesFirst<L extends readonly unknown[], B> = (this: B, ...args: [...L, ...never[]]) => unknown

/** What comes after them. */
export type After<L extends readonly unknown[], M extends unknown[]> =
  M extends [...{ [K in keyof L]: M[K & keyof M] }, ...infer A] ? A : never

/** Items of one argument each, as far as the type of init tells. */
export interface ItemsOf<I, B> {
  readonly init: Items<I, B>
}

/** A name tells nothing of the items' type: it is what the method says. */
export interface AnyItems {
  readonly init: string
}

type Items<I, B> = AnyIterable<I> | ((this: B, ...args: never[]) => AnyIterable<I> | Promise<AnyIterable<I>>)

/** A method that is called once, for all items. */
export interface ParallelAction<B, A extends unknown[], R> {
  (this: B, ...args: Shorter<PositionalOf<A>, NamedOf<A>> | Explicit<A>): Promise<R>
  (this: B, ...args: Called<A>): Promise<R>
}

/** The last parameter takes the options of the call along if it is for named arguments; else there is one more for them. */
export type Called<A extends unknown[]> = Required<A> extends [...infer P, infer L]
  ? L extends Positional ? [...A, options?: CallOptions] : WithOptionsAt<A, P['length']>
  : [...A, options?: CallOptions]

type WithOptionsAt<A extends unknown[], Last extends number> = {
  [K in keyof A]: K extends `${Last}` ? A[K] & CallOptions : A[K]
}

/** Those before named arguments. */
type PositionalOf<A extends unknown[]> =
  Required<A> extends [...unknown[], infer L] ? (L extends Positional ? A : Initial<A>) : A
type NamedOf<A extends unknown[]> =
  Required<A> extends [...unknown[], infer L] ? (L extends Positional ? CallOptions : L & CallOptions) : CallOptions

type Initial<A extends unknown[]> = number extends A['length'] ? A
  : A extends [_?: unknown] ? []
  : A extends [infer F, ...infer R] ? [F, ...Initial<R>]
  : A extends [(infer F)?, ...infer R] ? [F?, ...Initial<R>] : []

/** Named arguments in the place of positional ones that may be left out. */
type Shorter<P extends unknown[], N> = number extends P['length'] ? never
  : P extends [] ? never
  : P extends [infer F, ...infer R] ? [F, ...Shorter<R, N>]
  : P extends [(infer F)?, ...infer R] ? [named: N] | [F, ...Shorter<R, N>] : never

/** `args(list, named)` at the end, where an object in the list is no named arguments. */
type Explicit<A extends unknown[]> = Ending<A, CallOptions> | Ending<PositionalOf<A>, NamedOf<A>>
type Ending<P extends unknown[], N extends object> = [args: Arguments<Readonly<P>, N>]
  | (P extends [infer F, ...infer R] ? [F, ...Ending<R, N>] : never)

type Positional = string | number | bigint | boolean | symbol | null | undefined | readonly unknown[] | Arguments
  | ArrayBufferView | ArrayBufferLike | Date | Error | RegExp | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
  | ((...args: never[]) => unknown)

/** What a call gives: what post does if it is a function, else the batch. */
export type Outcome<O, B> = O extends { readonly post: (...args: never[]) => infer R } ? Awaited<R> : B
