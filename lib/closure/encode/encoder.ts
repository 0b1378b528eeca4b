import type { Lender } from '../../model/lending.js'
import type { Inspected } from '../engine/inspector.js'
import type { Imported, Node, Part } from '../node.js'
import type { DataFinder } from './data.js'
import type { Trail } from './trail.js'

/** How the code of local modules travels: as it seems best, as text with what it captures, or as the name of an export. */
export type By = 'auto' | 'value' | 'reference'

/** What is known of a value from where it was found. */
export interface Hint {
  /** Looks for the import declaration that gives it its name. */
  readonly imported?: () => Imported | undefined
  /** The object that it is a method of. */
  readonly home?: object | undefined
}

/** What those who turn a value into a node get the parts of it from. */
export interface Encoder extends Pick<Lender, 'sharesMemory' | 'takes' | 'lend'> {
  /** A value as a part; its node is made later. */
  part(value: unknown, trail: Trail, hint?: Hint): Part
  /** A part for a node that stands for no value of its own. */
  add(node: Node): Part
  /** A part for a node that several values stand on; it is made once a key. */
  common(key: object, make: () => Node): Part
  /** The index of what only the transport can clone. */
  live(value: unknown): number
  /** A node for what is of use only to those who have its keys. */
  weak(value: WeakMap<object, unknown> | WeakSet<object>, trail: Trail): Node
  inspected(fn: object): Inspected | undefined
  readonly data: DataFinder
  /** Data is too deep to be cloned as a whole: it is taken apart, however long that takes. */
  readonly isDeep: boolean
  readonly by: By
  /** Values of variables that the user has given for the function; where no inspector sees the variables, also for its helpers. */
  given(fn: object, isSeen: boolean): Readonly<Record<string, unknown>> | undefined
}
