import { emptyHandle, fillHandle, type Shared } from '../../model/shared.js'
import { makeView } from '../../model/views.js'
import {
  type Bound, type Call, type Code, type Construct, idOf, type Member, type Node, type Nodes, type Part, type Path, type View,
} from '../node.js'
import { noteReceived } from '../thread/error-classes.js'
import { completeCode, evaluateCode, type Evaluated, ownPrototype } from './code.js'
import { importedValue, requiredValue } from './importer.js'
import { fillObject, type Look, makeObject } from './object.js'
import { valueAt } from './value-at.js'

export interface BuildOptions {
  readonly live: readonly unknown[]
  /** The value of a node that was there before; throws when there is none. */
  readonly outside: (id: number) => unknown
  /** Whether this is the thread that has the source maps. */
  readonly ofSender?: boolean
}

/** Makes the values of nodes whose modules are loaded: first each, then what they hold, so that circles close. */
export function build(nodes: Nodes, options: BuildOptions): ReadonlyMap<number, unknown> {
  return new Build(nodes, options).run()
}

const NOTHING: readonly Part[] = []
const NO_IDS: readonly number[] = []

class Build {
  readonly #nodes: ReadonlyMap<number, Node>
  readonly #options: BuildOptions
  readonly #values = new Map<number, unknown>()
  readonly #evaluated = new Map<number, Evaluated>()
  /** Ids of the objects that have been filled with what they hold. */
  readonly #filled = new Set<number>()
  /** Ids of nodes that have asked for what they need: they don't ask again, which would never end in a circle. */
  readonly #begun = new Set<number>()
  /** Why a node could not be made while another was missing. */
  #postponed: unknown

  constructor(nodes: Nodes, options: BuildOptions) {
    this.#nodes = new Map(nodes)
    this.#options = options
  }

  run(): ReadonlyMap<number, unknown> {
    let missing = [...this.#nodes.keys()]
    for (let before = Infinity; missing.length > 0; missing = missing.filter((id) => !this.#values.has(id))) {
      if (missing.length === before) throw this.#postponed
      before = missing.length
      for (const id of missing) this.#make(id)
    }
    for (const [id, node] of this.#nodes) this.#complete(id, node)
    return this.#values
  }

  /** Returns the value of a part; undefined while its node is missing, which only happens in a circle. */
  readonly #look: Look = (part) => {
    const id = idOf(part)
    if (id === undefined) return part
    return this.#values.has(id) || this.#nodes.has(id) ? this.#values.get(id) : this.#options.outside(id)
  }

  /** Makes a node, and first what it needs; without recursion, as there may be a long chain of such nodes. */
  #make(first: number): void {
    const stack = [first]
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const missing = this.#missing(this.#needsOf(this.#nodes.get(id)!))
      const isNew = !this.#begun.has(id)
      this.#begun.add(id) // before anything is looked for: it may be in what it needs
      const next = isNew ? missing.filter((need) => !this.#begun.has(need)) : []
      if (next.length > 0) {
        for (const need of next) stack.push(need)
      } else {
        stack.pop()
        if (!this.#values.has(id)) this.#attempt(id, missing.length === 0)
      }
    }
    this.#begun.clear()
  }

  /** Tries to make a node. In a circle a text may get along with what is there; if it throws, it is another's turn first. */
  #attempt(id: number, isWhole: boolean): void {
    const node = this.#nodes.get(id)!
    try {
      if (!isWhole && node.kind !== 'code') throw circleError(node)
      this.#values.set(id, this.#valueOf(id, node))
    } catch (error) {
      if (isWhole) throw error
      this.#postponed = error
    }
  }

  /** Returns the ids of the nodes among some parts that are still to be made. */
  #missing(parts: readonly Part[]): readonly number[] {
    if (parts.length === 0) return NO_IDS
    const isMissing = (id: number | undefined) => id !== undefined && this.#nodes.has(id) && !this.#values.has(id)
    return parts.map(idOf).filter(isMissing) as number[]
  }

  #needsOf(node: Node): readonly Part[] {
    if (node.kind !== 'code') return needsOf(node)
    if (node.early.length === 0 && node.props.length === 0) return NOTHING
    const early = node.early.flatMap(([, part]) => [part, ...this.#contentsOf(part)])
    return [...early, ...ownPrototype(node).map(([, , value]) => value)]
  }

  /** A text that is evaluated may read what an early variable holds. */
  #contentsOf(part: Part): readonly Part[] {
    const node = this.#nodes.get(idOf(part)!)
    if (node?.kind !== 'object') return NOTHING
    return [...(node.items ?? []), ...node.props.flatMap(([key, , value, set]) => [key, value, set])]
  }

  #valueOf(id: number, node: Node): unknown {
    switch (node.kind) {
      case 'data': return node.value
      case 'live': return this.#options.live[node.index]
      case 'global': return valueAt(globalThis, node.path, 'globalThis')
      case 'builtin': return valueAt(process.getBuiltinModule(node.module), node.path, node.module)
      case 'import': return importedValue(node)
      case 'require': return requiredValue(node)
      case 'code': return this.#evaluate(id, node)
      case 'bound': return bind(node, this.#look)
      case 'object': return makeObject(node, this.#look)
      case 'symbol': return node.registered ? Symbol.for(node.description!) : Symbol(node.description)
      case 'member': return memberOf(node, this.#look)
      case 'view': return viewOf(node, this.#look)
      case 'new': return construct(node, this.#look)
      case 'call': return call(node, this.#look)
      case 'shared': return emptyHandle()
      case 'error-class': return undefined
    }
  }

  #evaluate(id: number, code: Code): object {
    for (const [, part] of code.early) this.#fillEarly(part)
    const evaluated = evaluateCode(this.#options.ofSender ? unmapped(code) : code, this.#look, this.#options.ofSender)
    this.#evaluated.set(id, evaluated)
    return evaluated.fn
  }

  #fillEarly(part: Part): void {
    const id = idOf(part)
    const node = this.#nodes.get(id!)
    if (node?.kind === 'object' && this.#missing([part, node.parent, ...this.#contentsOf(part)]).length === 0) {
      this.#complete(id!, node)
    }
  }

  #complete(id: number, node: Node): void {
    if (node.kind === 'shared') return fillHandle(this.#values.get(id) as Shared<unknown>, this.#look(node.value))
    if (node.kind === 'error-class') return noteReceived(this.#look(node.of) as object, node.key)
    if (node.kind === 'code') return completeCode(this.#evaluated.get(id)!, node, this.#look)
    if (node.kind !== 'object' || this.#filled.has(id)) return
    fillObject(this.#values.get(id) as object, node, this.#look)
    this.#filled.add(id)
  }
}

/** Returns code without the mark of a source map: in the sender's thread Node maps the positions in stacks itself. */
function unmapped(code: Code): Code {
  return code.place?.mapped ? { ...code, place: { ...code.place, mapped: false } } : code
}

function circleError({ kind }: Node): Error {
  return new Error(`expected a '${kind}' not to need itself, got a circle of captured values`)
}

/** Returns the parts that must be there before a node can be made. Objects can be empty at first. */
function needsOf(node: Exclude<Node, Code>): readonly Part[] {
  switch (node.kind) {
    case 'bound': return [node.target, node.self, ...node.args]
    case 'member': return [node.of]
    case 'view': return [node.buffer]
    case 'new': return node.args
    case 'call': return [node.fn, ...node.args]
    case 'object': return node.base === 'data' ? [node.data] : NOTHING
    default: return NOTHING
  }
}

function bind({ target, self, args }: Bound, look: Look): unknown {
  return Reflect.apply(Function.prototype.bind, look(target) as () => unknown, [self, ...args].map(look))
}

function memberOf({ of, path }: Member, look: Look): unknown {
  return valueAt(look(of), path, 'a captured value')
}

function viewOf({ type, buffer, byteOffset, byteLength }: View, look: Look): unknown {
  return makeView(type, look(buffer) as ArrayBufferLike, byteOffset, byteLength)
}

function construct({ path, args }: Construct, look: Look): unknown {
  return new (globalClass(path))(...args.map(look))
}

function call({ fn, args }: Call, look: Look): unknown {
  return (look(fn) as (...args: unknown[]) => unknown)(...args.map(look))
}

function globalClass(path: Path): new (...args: unknown[]) => unknown {
  return valueAt(globalThis, path, 'globalThis') as new (...args: unknown[]) => unknown
}
