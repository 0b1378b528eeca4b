/** A function as data: plain, structured-cloneable, and all that `revive` needs. */
export type Shipment = Global | Builtin | Imported | Required | Source | Bound

/** A promise only where an ES module has to be asked for its exports. */
export type Shipping = Shipment | Promise<Shipment>

/** A function that every isolate has under the same name, such as `Math.sqrt`. */
export interface Global {
  readonly kind: 'global'
  readonly path: Path
}

/** A function of a module that is part of Node; an empty path is the module itself. */
export interface Builtin {
  readonly kind: 'builtin'
  readonly module: string
  readonly path: Path
}

/** An export of an ES module. */
export interface Imported {
  readonly kind: 'import'
  readonly url: string
  readonly path: Path
}

/** An export of a CommonJS module; an empty path is `module.exports` itself. */
export interface Required {
  readonly kind: 'require'
  readonly file: string
  readonly path: Path
}

/** A function that needs nothing from outside its text but what `self` and `locals` name. */
export interface Source {
  readonly kind: 'source'
  /** An expression that evaluates to the function. */
  readonly text: string
  readonly name: string
  readonly strict: boolean
  /** Where the text was written; undefined when that can't be told. */
  readonly place: Place | undefined
  /** Outer variables that hold the function itself, as in `const fib = (n) => … fib(n - 1) …`. */
  readonly self: readonly string[]
  /** What the text uses of its own module's surroundings. */
  readonly locals: readonly ModuleLocal[]
  /** The text calls `import()`. */
  readonly imports: boolean
}

/** A bound function. What it is bound to travels as data; who sends the shipment clones it. */
export interface Bound {
  readonly kind: 'bound'
  readonly target: Shipment
  readonly self: Operand
  readonly args: readonly Operand[]
}

export type Operand = { readonly value: unknown } | { readonly fn: Shipment }

/** Property names, outermost first. */
export type Path = readonly string[]

/** The first character of a text in its script; line and column count from 0. */
export interface Place {
  /** As the engine knows the script: a file URL, or a label such as `[eval]`. */
  readonly url: string
  readonly line: number
  /** Negative when the text begins with more than the script has in that place. */
  readonly column: number
  /** The script is an ES module. */
  readonly module: boolean
}

/** `import.meta` stands in texts as `$importMeta`, which is as long and may stand anywhere. */
export type ModuleLocal = 'require' | '__filename' | '__dirname' | '$importMeta' | '__name'
