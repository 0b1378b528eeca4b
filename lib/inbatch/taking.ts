import type { TaskFunction } from '../model/task.js'
import { chainOf } from './chain.js'

/** The object and its prototypes, and an object in place of each that has the same properties as far as they are used. */
export interface Taking extends Shared {
  /** What the method calls the object. */
  readonly name: string
  readonly chain: readonly object[]
  readonly levels: readonly object[]
  /** Functions whose uses are taken; true: also what goes only if it is named. */
  readonly followed: Map<TaskFunction, boolean>
  /** Whatever it may lead to is taken. */
  isWhole: boolean
  /** A function asks what it is an instance of. */
  asksForClass: boolean
}

export interface Shared {
  readonly made: object[]
  /** What the method calls these objects. */
  readonly names: Map<object, string>
  /** What takes the place of other objects of the library's classes, by these and by itself. */
  readonly copies: Map<unknown, Taking>
}

/** What is to inherit from the prototype of a class, in the worker: here it would seem to have the class's private members. */
export interface Heir {
  readonly last: object
  readonly class: unknown
}

export function beginTaking(object: object, { made, names, copies }: Shared, name: string): Taking {
  const chain = chainOf(object)
  const end = Object.getPrototypeOf(chain.at(-1)!) === null ? null : Object.prototype
  const levels = chain.reduceRight<object[]>((above, _) => [Object.create(above[0] ?? end) as object, ...above], [])
  made.push(...levels)
  for (const level of levels) names.set(level, name)
  return { name, chain, levels, made, names, copies, followed: new Map(), isWhole: false, asksForClass: false }
}

/** An object in place of a dataset, a batch and the like: what is taken of it comes later. */
export function copyOf(object: object, shared: Shared, name: string): object {
  const { copies } = shared
  const known = copies.get(object) ?? beginTaking(object, shared, name)
  const copy = known.levels[0]!
  copies.set(object, known).set(copy, known)
  return copy
}

/** Only where it is asked for: the class goes along then in any case, as the function names it. */
export function heirIn({ chain, levels, asksForClass }: Taking): Heir | undefined {
  const { constructor } = chain[0] as { readonly constructor?: unknown }
  const isOfClass = chain.length > 1 && typeof constructor === 'function' && constructor.prototype === chain[1]
  return asksForClass && isOfClass ? { last: levels.at(-1)!, class: constructor } : undefined
}
