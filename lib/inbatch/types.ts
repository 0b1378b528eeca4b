import type { AnyIterable } from '../schedule/input.js'
import type { Arguments } from './call-arguments.js'
import type { TargetName } from './targets.js'

/** What may be said with each call, among its named arguments; the method never sees it. */
export interface CallOptions {
  readonly nWorkers?: number | undefined
  readonly target?: TargetName | undefined
  readonly debug?: boolean | undefined
  readonly timeout?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Items, or a function that gives them: gets the call's arguments, and the options of the decorator last. */
export type Init<I, B> = AnyIterable<I> | ((this: B, ...args: never[]) => AnyIterable<I> | Promise<AnyIterable<I>>)

/** How a method is run for each item. Further options are arguments of init and post. */
export interface InbatchOptions extends CallOptions {
  readonly init: unknown
  readonly post?: string | ((...args: never[]) => unknown) | undefined
  readonly [extra: string]: unknown
}

/** The last parameter takes the options of the call along if it is for named arguments; else there is one more for them. */
export type Called<A extends unknown[]> = Required<A> extends [...infer P, infer L]
  ? IsNamed<NonNullable<L>> extends true ? WithOptionsAt<A, P['length']> : [...A, options?: CallOptions]
  : [...A, options?: CallOptions]

type WithOptionsAt<A extends unknown[], Last extends number> = {
  [K in keyof A]: K extends `${Last}` ? A[K] & CallOptions : A[K]
}
type IsNamed<L> = L extends object ? (L extends Unnamed ? false : true) : false
type Unnamed = readonly unknown[] | ArrayBufferView | ArrayBufferLike | Date | Error | RegExp
  | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | ((...args: never[]) => unknown) | Arguments

/** What a call gives: what post does if it is a function, else the batch. */
export type Outcome<O, B> = O extends { readonly post: (...args: never[]) => infer R } ? Awaited<R> : B

/** A method to be called once, for all items. */
export type ParallelAction<B, A extends unknown[], R> = (this: B, ...args: Called<A>) => Promise<R>
