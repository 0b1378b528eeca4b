import type { Primitive } from '../model/primitive.js'

/** A function and what it captures, as data. Made once, never changed, sent to any number of workers. */
export interface Shipment {
  /** The id of the node that is the function. No two nodes of a thread have the same. */
  readonly id: number
  /** The nodes with their ids, serialized when the function was captured: a snapshot. */
  readonly bytes: Uint8Array
  /** Values that only the transport itself can clone, such as a SharedArrayBuffer; tokens of memory that is lent. */
  readonly live: readonly unknown[]
  /** Shipments that hold further nodes of this one; to be revived before it, in this order. */
  readonly needs: readonly Shipment[]
  /** Whether the shipment serves all calls, as nothing in it is a snapshot. */
  readonly lasting: boolean
  /** The handle of `shared()` whose value this is: as long as the handle may be sent, workers keep the value. */
  readonly handle?: object
}

/** The part of a shipment that a worker is sent. */
export type Sent = Pick<Shipment, 'id' | 'bytes' | 'live'>

export function toSent({ id, bytes, live }: Shipment): Sent {
  return { id, bytes, live }
}

/** The content of a shipment's `bytes`. */
export type Nodes = readonly (readonly [id: number, node: Node])[]

export type Node =
  | Data | Live | Global | Builtin | Imported | Required | Code | Bound | Composite | Sym | Member | View
  | Construct | Call | Handle | ErrorClass

/** A value: itself, or the node of that id. */
export type Part = Primitive | readonly [id: number]

/** The id of the node that a part refers to; undefined if the part is a value itself. */
export function idOf(part: Part): number | undefined {
  return typeof part === 'object' && part !== null ? part[0] : undefined
}

/** Property names, outermost first. */
export type Path = readonly string[]

/** A property with its flags. Where these say `ACCESSOR`, `value` is the getter and `set` the setter. */
export type Property = readonly [key: Part, flags: number, value: Part, set?: Part]

export const ENUMERABLE = 1
export const WRITABLE = 2
export const CONFIGURABLE = 4
export const ACCESSOR = 8
/** The flags of a property that an assignment makes. */
export const PLAIN = ENUMERABLE | WRITABLE | CONFIGURABLE

/** A value that a structured clone carries exactly. */
export interface Data {
  readonly kind: 'data'
  readonly value: unknown
}

/** An entry of the shipment's `live`. A token stands for its memory. */
export interface Live {
  readonly kind: 'live'
  readonly index: number
}

/** A value that every isolate has under the same name, such as `Math.sqrt`, `Array.prototype`, `console`. */
export interface Global {
  readonly kind: 'global'
  readonly path: Path
}

/** Something in a module of Node; with an empty path, the module itself. */
export interface Builtin {
  readonly kind: 'builtin'
  readonly module: string
  readonly path: Path
}

/** An export of an ES module; with an empty path, the module's namespace. */
export interface Imported {
  readonly kind: 'import'
  /** The specifier as it was written, or a URL. */
  readonly specifier: string
  /** URL of the module that the specifier was written in; undefined when the specifier is a URL. */
  readonly parent: string | undefined
  readonly path: Path
  readonly attributes?: Readonly<Record<string, string>>
}

/** Something that a CommonJS module exports; with an empty path, `module.exports` itself. */
export interface Required {
  readonly kind: 'require'
  readonly file: string
  readonly path: Path
}

export type Variable = readonly [name: string, value: Part]

/** A function or a class. */
export interface Code {
  readonly kind: 'code'
  /** An expression that gives the function. */
  readonly text: string
  /** The function's name, where the text doesn't give it the right one. */
  readonly name: string | undefined
  readonly strict: boolean
  /** Where the text was written; undefined when that can't be told. */
  readonly place: Place | undefined
  /** Whether the text calls `import()`. */
  readonly imports: boolean
  /** Names of the text that its own module's surroundings give it. */
  readonly locals: readonly ModuleLocal[]
  /** Variables that must have their values when the text is evaluated. */
  readonly early: readonly Variable[]
  /** Variables that get their values when all nodes are there, so that cycles close. */
  readonly variables: readonly Variable[]
  /** Own properties beyond those that the text makes. */
  readonly props: readonly Property[]
  /** Properties of the function's `prototype` beyond those that the text makes. */
  readonly prototype: readonly Property[]
  /** The parent of the function's `prototype`; undefined: as the text says. */
  readonly prototypeParent: Part
  /** The prototype of the function itself; undefined: as the text says. */
  readonly parent: Part
  readonly integrity: Integrity
}

/** Whether a function's own properties can be added, removed, changed. */
export type Integrity = 'open' | 'closed' | 'sealed' | 'frozen'

export interface Bound {
  readonly kind: 'bound'
  readonly target: Part
  readonly self: Part
  readonly args: readonly Part[]
}

/** An object with its prototype and its properties as they are. */
export interface Composite {
  readonly kind: 'object'
  readonly base: 'object' | 'array' | 'error' | 'map' | 'set' | 'data'
  /** The data behind the base `data`: a Date, a typed array... */
  readonly data?: Part
  /** The length of an array. */
  readonly length?: number
  /** The content of a Map (key, value, key, value…) or a Set. */
  readonly items?: readonly Part[]
  /** The prototype; undefined: the usual one, null: none. */
  readonly parent: Part
  readonly props: readonly Property[]
  readonly extensible: boolean
}

export interface Sym {
  readonly kind: 'symbol'
  readonly description: string | undefined
  /** Whether `Symbol.for` made the symbol. */
  readonly registered: boolean
}

/** A value that another one leads to, such as a class's `prototype`. */
export interface Member {
  readonly kind: 'member'
  readonly of: Part
  readonly path: Path
}

/** A view of a buffer that is shared, lent, or sent by itself. */
export interface View {
  readonly kind: 'view'
  /** The kind of view: `Float64Array`, `DataView`, `Buffer`... */
  readonly type: string
  readonly buffer: Part
  readonly byteOffset: number
  readonly byteLength: number
}

/** A value that a constructor makes again of some data. */
export interface Construct {
  readonly kind: 'new'
  /** How globalThis leads to the constructor: `['Intl', 'NumberFormat']`. */
  readonly path: Path
  readonly args: readonly Part[]
}

/** A value that a function makes again of some others. */
export interface Call {
  readonly kind: 'call'
  readonly fn: Part
  readonly args: readonly Part[]
}

/** A handle of `shared()`. */
export interface Handle {
  readonly kind: 'shared'
  readonly value: Part
}

/** The key by which the sender knows a class of errors; stands for no value. */
export interface ErrorClass {
  readonly kind: 'error-class'
  readonly of: Part
  readonly key: number
}

/** The first character of a text in its script; line and column count from 0. */
export interface Place {
  /** The engine's name of the script: a file URL, or a label such as `[eval]`. */
  readonly url: string
  readonly line: number
  /** The column; negative when the text begins with more than the script has in that place. */
  readonly column: number
  /** Whether the script is an ES module. */
  readonly module: boolean
  /** Whether the script was compiled from another text, to which this thread has a source map. */
  readonly mapped?: boolean
}

/**
 * Names that each module has for itself. `import.meta` stands in texts as `$importMeta`, which is as long and may stand
 * anywhere.
 */
export type ModuleLocal =
  | 'require' | '__filename' | '__dirname' | '$importMeta'
  // of compilers: esbuild, and so tsx; vite, and so vitest
  | '__name' | '__vite_ssr_import_meta__' | '__vite_ssr_dynamic_import__'
