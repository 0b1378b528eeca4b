import type { Primitive } from '../model/primitive.js'
import type { ErrorClassName } from './error-class.js'

/**
 * Something that was thrown, as data that every transport carries and every Node version reads alike: a table of nodes
 * that refer to each other by position, so that cycles and shared parts survive.
 */
export interface Graph {
  readonly root: Part
  readonly nodes: readonly Node[]
}

/** One value: itself when every transport carries it, a position in the table, or left to the transport to clone. */
export type Part = Primitive | Reference | Clone

export interface Reference {
  readonly node: number
}

export interface Clone {
  readonly clone: unknown
}

/** A property of a value. `inherited`: it was not the value's own, but of a class that may not be here. */
export type Field = readonly [key: string, part: Part, enumerable: boolean, inherited?: true]

export type Node = ErrorNode | ObjectNode | ArrayNode | ItemsNode | SymbolNode | UrlNode

export interface ErrorNode {
  readonly kind: 'error'
  readonly class: ErrorClassName
  readonly fields: readonly Field[]
}

export interface ObjectNode {
  readonly kind: 'object'
  /** Whether the object has no prototype. */
  readonly bare: boolean
  readonly fields: readonly Field[]
}

export interface ArrayNode {
  readonly kind: 'array'
  readonly length: number
  readonly fields: readonly Field[]
}

export interface ItemsNode {
  readonly kind: 'map' | 'set'
  /** The items; those of a Map as key, value, key, value, … */
  readonly items: readonly Part[]
}

export interface SymbolNode {
  readonly kind: 'symbol'
  readonly description: string | undefined
  /** Whether `Symbol.for` made the symbol. */
  readonly registered: boolean
}

export interface UrlNode {
  readonly kind: 'url'
  readonly href: string
}
