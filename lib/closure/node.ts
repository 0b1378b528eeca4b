import type { Primitive } from '../model/primitive.js'

/** A function and what it captures, as data. Made once, never changed, sent to any number of workers. */
export interface Shipment {
  /** The id of the node that is the function. No two nodes of a thread have the same. */
  readonly id: number
  /** The nodes with their ids, serialized when the function was captured: a snapshot. */
  readonly bytes: Uint8Array
  /** What only the transport itself can clone, such as a SharedArrayBuffer; tokens of memory that is lent. */
  readonly live: readonly unknown[]
  /** Shipments that hold further nodes of this one; to be revived before it, in this order. */
  readonly needs: readonly Shipment[]
  /** Nothing in it is a snapshot, so that it serves all calls. */
  readonly lasting: boolean
  /** The handle that it is of, if its node is one: as long as this may be sent, workers keep it. */
  readonly handle?: object
}

/** What a worker is sent of a shipment. */
export type Sent = Pick<Shipment, 'id' | 'bytes' | 'live'>

export function toSent({ id, bytes, live }: Shipment): Sent {
  return { id, bytes, live }
}

/** What `bytes` holds. */
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

/** The value is the getter, and the last part the setter, where the flags say `ACCESSOR`. */
export type Property = readonly [key: Part, flags: number, value: Part, set?: Part]

export const ENUMERABLE = 1
export const WRITABLE = 2
export const CONFIGURABLE = 4
export const ACCESSOR = 8
/** What an assignment makes. */
export const PLAIN = ENUMERABLE | WRITABLE | CONFIGURABLE

/** What a structured clone carries exactly. */
export interface Data {
  readonly kind: 'data'
  readonly value: unknown
}

/** An entry of the shipment's `live`; of a token, the memory. */
export interface Live {
  readonly kind: 'live'
  readonly index: number
}

/** What every isolate has under the same name, such as `Math.sqrt`, `Array.prototype`, `console`. */
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
  /** As it was written, or a URL. */
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
  /** An expression that gives it. */
  readonly text: string
  /** Its name, where the text doesn't give it the right one. */
  readonly name: string | undefined
  readonly strict: boolean
  /** Where the text was written; undefined when that can't be told. */
  readonly place: Place | undefined
  /** The text calls `import()`. */
  readonly imports: boolean
  /** What the text uses of its own module's surroundings. */
  readonly locals: readonly ModuleLocal[]
  /** Variables that must have their values when the text is evaluated. */
  readonly early: readonly Variable[]
  /** Variables that get their values when all nodes are there, so that cycles close. */
  readonly variables: readonly Variable[]
  /** Own properties beyond those that the text makes. */
  readonly props: readonly Property[]
  /** Properties of its `prototype` beyond those that the text makes. */
  readonly prototype: readonly Property[]
  /** What its `prototype` inherits from; undefined: what the text says. */
  readonly prototypeParent: Part
  /** What it inherits from itself; undefined: what the text says. */
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
  /** What a base `data` is a clone of: a Date, a typed array... */
  readonly data?: Part
  /** The length of an array. */
  readonly length?: number
  /** What a Map (key, value, key, value…) or a Set holds. */
  readonly items?: readonly Part[]
  /** Its prototype; undefined: the usual one, null: none. */
  readonly parent: Part
  readonly props: readonly Property[]
  readonly extensible: boolean
}

export interface Sym {
  readonly kind: 'symbol'
  readonly description: string | undefined
  /** Made by `Symbol.for`. */
  readonly registered: boolean
}

/** What hangs on another value, such as a class's `prototype`. */
export interface Member {
  readonly kind: 'member'
  readonly of: Part
  readonly path: Path
}

/** A view of a buffer that is shared, lent, or sent by itself. */
export interface View {
  readonly kind: 'view'
  /** `Float64Array`, `DataView`, `Buffer`... */
  readonly type: string
  readonly buffer: Part
  readonly byteOffset: number
  readonly byteLength: number
}

/** What a constructor makes again of some data. */
export interface Construct {
  readonly kind: 'new'
  /** How globalThis leads to the constructor: `['Intl', 'NumberFormat']`. */
  readonly path: Path
  readonly args: readonly Part[]
}

/** What a function gives for some values. */
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

/** No value: says by which key the sender knows a class of errors. */
export interface ErrorClass {
  readonly kind: 'error-class'
  readonly of: Part
  readonly key: number
}

/** The first character of a text in its script; line and column count from 0. */
export interface Place {
  /** As the engine knows the script: a file URL, or a label such as `[eval]`. */
  readonly url: string
  readonly line: number
  /** Negative when the text begins with more than the script has in that place. */
  readonly column: number
  /** The script is an ES module. */
  readonly module: boolean
  /** The script was compiled from another text, to which this thread has a source map. */
  readonly mapped?: boolean
}

/** `import.meta` stands in texts as `$importMeta`, which is as long and may stand anywhere. */
export type ModuleLocal =
  | 'require' | '__filename' | '__dirname' | '$importMeta'
  // of compilers: esbuild, and so tsx; vite, and so vitest
  | '__name' | '__vite_ssr_import_meta__' | '__vite_ssr_dynamic_import__'
