import type { Lender } from '../../model/lender.js'
import type { Inspected } from '../engine/inspector.js'
import type { Imported, Node, Part } from '../node.js'
import type { DataFinder } from './data.js'
import type { Trail } from './trail.js'

/** How the code of local modules travels: as it seems best, as text with what it captures, or as the name of an export. */
export type By = 'auto' | 'value' | 'reference'

/** What the place in which a value was found tells about it. */
export interface Hint {
  /** Looks for the import declaration that gives it its name. */
  readonly imported?: () => Imported | undefined
  /** The object that it is a method of. */
  readonly home?: object | undefined
}

/** What a function that encodes a value needs of the unit around it: it gives values their parts. */
export interface Encoder extends Pick<Lender, 'sharesMemory' | 'takes' | 'lend'> {
  /** A value as a part; its node is made later. */
  part(value: unknown, trail: Trail, hint?: Hint): Part
  /** A part for a node that stands for no value of its own. */
  add(node: Node): Part
  /** A part for a node that several values stand on; it is made once a key. */
  common(key: object, make: () => Node): Part
  /** Takes along a value that only the transport can clone, and returns its index. */
  live(value: unknown): number
  /** Returns a node for a WeakMap or WeakSet, which arrives empty: it is of use only to those who have its keys. */
  weak(value: WeakMap<object, unknown> | WeakSet<object>, trail: Trail): Node
  inspected(fn: object): Inspected | undefined
  readonly data: DataFinder
  /** Whether data is too deep to be cloned as a whole, so that it is taken apart, however long that takes. */
  readonly isDeep: boolean
  readonly by: By
  /** Returns the values that the user has given for a function's variables; also for its helpers', where no inspector sees them. */
  given(fn: object, isSeen: boolean): Readonly<Record<string, unknown>> | undefined
}
