import type { ModuleLocal, Place } from './shipment.js'

export type { ModuleLocal, Place } from './shipment.js'

/** The nodes of one capture, serialized at once: a snapshot that may be sent to any number of workers. */
export interface Shipment {
  /** Of the node that is the function. Ids are never given twice in a thread. */
  readonly id: number
  /** `Nodes`, written by V8's plain serializer: views of one buffer stay so. */
  readonly bytes: Uint8Array
  /** What only the transport itself can clone: `live` nodes are places in it. */
  readonly live: readonly unknown[]
  /** They hold nodes that this one refers to, and are revived before it; in order, theirs included. */
  readonly needs: readonly Shipment[]
}

/** What a worker is sent of a shipment. */
export type Sent = Pick<Shipment, 'id' | 'bytes' | 'live'>

/** Each with its id. */
export type Nodes = readonly (readonly [id: number, node: Node])[]

export type Primitive = string | number | bigint | boolean | null | undefined

/** A value: itself, or the node of that id. */
export type Part = Primitive | readonly [id: number]

/** Property names, outermost first. */
export type Path = readonly string[]

/** The key is a string or a symbol's node. Of an accessor the value is the getter, `set` the setter. */
export type Property = readonly [key: Part, flags: number, value: Part, set?: Part]

/** Flags of a property. */
export const ENUMERABLE = 1
export const WRITABLE = 2
export const CONFIGURABLE = 4
export const ACCESSOR = 8

export type Variable = readonly [name: string, value: Part]

export type Node =
  | Data
  | Live
  | Global
  | Builtin
  | Imported
  | Required
  | Code
  | Bound
  | Obj
  | Sym
  | Member
  | View
  | Construct

/** What structured clone carries exactly. */
export interface Data {
  readonly kind: 'data'
  readonly value: unknown
}

export interface Live {
  readonly kind: 'live'
  readonly index: number
}

/** A value that every isolate has under the same name, such as `Math.sqrt`; the path may hold `__proto__`. */
export interface Global {
  readonly kind: 'global'
  readonly path: Path
}

/** A value of a module that is part of Node; an empty path is the module itself. */
export interface Builtin {
  readonly kind: 'builtin'
  /** `node:fs` */
  readonly module: string
  readonly path: Path
}

/** A value of an ES module; an empty path is the namespace object. */
export interface Imported {
  readonly kind: 'import'
  readonly specifier: string
  /** Url of the module that imports it; undefined when the specifier is complete. */
  readonly parent: string | undefined
  readonly path: Path
  readonly attributes?: Readonly<Record<string, string>>
}

/** A value of a CommonJS module; an empty path is `module.exports` itself. */
export interface Required {
  readonly kind: 'require'
  readonly file: string
  readonly path: Path
}

/** A function or a class. */
export interface Code {
  readonly kind: 'code'
  /** An expression that gives it. */
  readonly text: string
  /** To be defined when it differs from what the text gives by itself. */
  readonly name: string | undefined
  readonly strict: boolean
  /** Where the text's first character stands; undefined when that can't be told. */
  readonly place: CodePlace | undefined
  /** The text calls `import()`. */
  readonly imports: boolean
  /** What the text uses of its own module's surroundings. */
  readonly locals: readonly ModuleLocal[]
  /** Must have their values when the text is evaluated. */
  readonly early: readonly Variable[]
  /** Get their values when all nodes are there, so that cycles close. */
  readonly variables: readonly Variable[]
  /** Own properties beyond those that the text makes; replaced if it makes them too. */
  readonly props: readonly Property[]
  /** The same for `fn.prototype`. */
  readonly prototype: readonly Property[]
  /** The prototype of `fn.prototype` when the text doesn't give it; undefined: leave. */
  readonly prototypeParent: Part
  /** The prototype of the function when the text doesn't give it; undefined: leave. */
  readonly parent: Part
  readonly extensible: boolean
}

export interface CodePlace extends Place {
  /** The sending thread has a source map for the script. */
  readonly mapped?: boolean
}

export interface Bound {
  readonly kind: 'bound'
  readonly target: Part
  readonly self: Part
  readonly args: readonly Part[]
}

export interface Obj {
  readonly kind: 'object'
  readonly base: 'object' | 'array' | 'error' | 'map' | 'set' | 'data'
  /** Of base `data`: a node of data that gets another prototype, properties, or loses extensibility. */
  readonly data?: Part
  /** Of base `array`. */
  readonly length?: number
  /** Of base `map`: key, value, …; of base `set`: values. */
  readonly items?: readonly Part[]
  /** undefined: the usual prototype of the base; null: none. */
  readonly parent: Part
  readonly props: readonly Property[]
  readonly extensible: boolean
}

export interface Sym {
  readonly kind: 'symbol'
  readonly description: string | undefined
  readonly registered: boolean
}

/** What another node has: `C.prototype`, or an object inside a node of data. */
export interface Member {
  readonly kind: 'member'
  readonly of: Part
  readonly path: Path
}

/** A typed array, DataView or Buffer on a buffer that others see too. */
export interface View {
  readonly kind: 'view'
  readonly type: string
  readonly buffer: Part
  readonly offset: number
  readonly length: number
}

/** Made by its global constructor. */
export interface Construct {
  readonly kind: 'new'
  readonly name: string
  readonly args: readonly Part[]
}
