import { types } from 'node:util'
import type { Lender, Loan } from '../../model/lending.js'
import { isPrimitive } from '../../model/primitive.js'
import { sentAs } from '../../model/sent-as.js'
import { isShared, type Shared } from '../../model/shared.js'
import { inspectAll, type Inspected } from '../engine/inspector.js'
import { idOf, type ModuleLocal, type Node, type Nodes, type Part, type Shipment } from '../node.js'
import { isErrorClass } from '../reflect.js'
import { isStandardGlobal } from '../text/globals.js'
import { keyOfClass } from '../thread/error-classes.js'
import { isKnownObject } from './builtin-names.js'
import { DataFinder, TooDeepError } from './data.js'
import { type Draft, finish } from './draft.js'
import type { By, Encoder, Hint } from './encoder.js'
import { encodeFunction } from './function.js'
import { encodeObject } from './object.js'
import { holdsKey, uncloneable } from './reasons.js'
import { findUnserializable, serialize } from './serialize.js'
import { cellsOf } from './shared-variables.js'
import { refusal, type Trail } from './trail.js'

/** What a unit is told by the capture that it is a part of. */
export interface UnitOptions {
  readonly lender: Lender
  readonly by: By
  readonly isDeep: boolean
  given(fn: object, isSeen: boolean): Readonly<Record<string, unknown>> | undefined
  /** What was seen of a function that was looked at together with others. */
  inspected(fn: object): Inspected | undefined
  /** The shipment that has a value already. */
  elsewhere(value: object | symbol): Located | undefined
  /** What ships the value of a handle, once for all units. */
  shared(handle: Shared<unknown>): Shipment
}

export interface Located {
  readonly id: number
  readonly shipment: Shipment
}

interface Waiting {
  readonly id: number
  readonly value: object | symbol
  readonly trail: Trail
  readonly hint: Hint
}

/** Kinds of functions that are neither the language's nor Node's. */
const PROGRAMS_OWN: ReadonlySet<string> = new Set(['draft', 'import', 'require'])

let lastId = 0

/** No node has a higher id yet. */
export function latestId(): number {
  return lastId
}

/** A value with all that it leads to, as the nodes of one shipment. */
export class Unit implements Encoder {
  readonly by: By
  readonly isDeep: boolean
  readonly data: DataFinder
  /** The ids of the nodes, by the values that have one. */
  readonly ids = new Map<object | symbol, number>()
  readonly #options: UnitOptions
  readonly #nodes: [id: number, node: Node | Draft][] = []
  readonly #trails = new Map<number, Trail>()
  readonly #live: unknown[] = []
  readonly #common = new Map<object, Part>()
  readonly #needs = new Set<Shipment>()
  readonly #inspected = new Map<object, Inspected>()
  readonly #weak: { readonly value: WeakMap<object, unknown> | WeakSet<object>; readonly trail: Trail }[] = []
  #waiting: Waiting[] = []
  #rootId = 0

  constructor(options: UnitOptions) {
    this.#options = options
    this.by = options.by
    this.isDeep = options.isDeep
    const isLent = (value: object) => ArrayBuffer.isView(value) && this.takes(value)
    this.data = new DataFinder((value) => isLent(value) || isKnownObject(value), options.isDeep)
  }

  /** @throws ClosureError `ERR_CLOSURE_CAPTURE` when a part of it can't be sent */
  ship(value: object, trail: Trail): Shipment {
    const id = (this.#rootId = this.#enqueue(value, trail, {}))
    // level by level, as functions are best inspected many at a time
    for (let level = this.#take(); level.length > 0; level = this.#take()) {
      this.#inspect(level)
      for (const waiting of level) this.#nodes.push([waiting.id, this.#encode(waiting)])
    }
    this.#checkWeak()
    const nodes = this.#finished()
    return { id, bytes: this.#serialize(nodes), live: this.#live, needs: flat(this.#needs), lasting: false }
  }

  part(value: unknown, trail: Trail, hint: Hint = {}): Part {
    if (isPrimitive(value)) return value
    const there = sentAs(value as object | symbol)
    const id = this.ids.get(there)
    if (id !== undefined) return [id]
    const located = isShared(there) ? this.#sharedApart(there) : this.#options.elsewhere(there)
    if (!located) return [this.#enqueue(there, trail, hint)]
    this.#needs.add(located.shipment)
    return [located.id]
  }

  #sharedApart(handle: Shared<unknown>): Located {
    const shipment = this.#options.shared(handle)
    return { id: shipment.id, shipment }
  }

  add(node: Node): Part {
    const id = ++lastId
    this.#nodes.push([id, node])
    return [id]
  }

  common(key: object, make: () => Node): Part {
    const part = this.#common.get(key) ?? this.add(make())
    this.#common.set(key, part)
    return part
  }

  live(value: unknown): number {
    return this.#live.push(value) - 1
  }

  weak(value: WeakMap<object, unknown> | WeakSet<object>, trail: Trail): Node {
    this.#weak.push({ value, trail })
    return { kind: 'new', path: [types.isWeakMap(value) ? 'WeakMap' : 'WeakSet'], args: [] }
  }

  get sharesMemory(): boolean {
    return this.#options.lender.sharesMemory
  }

  takes(view: ArrayBufferView): boolean {
    return this.#options.lender.takes(view)
  }

  lend(view: ArrayBufferView): Loan | undefined {
    return this.#options.lender.lend(view)
  }

  inspected(fn: object): Inspected | undefined {
    return this.#inspected.get(fn) ?? this.#options.inspected(fn)
  }

  given(fn: object, isSeen: boolean): Readonly<Record<string, unknown>> | undefined {
    return this.#options.given(fn, isSeen)
  }

  /** Its only node says all there is to say about the function, today and later. */
  get isLasting(): boolean {
    if (this.#nodes.length > 1 || this.#needs.size > 0) return false
    const { root } = this
    if (!root) return true
    const { captured, code, analysis } = root
    // of a name that means nothing today the program may make a global
    const isKnown = (name: string) => isStandardGlobal(name) || /\W/.test(name) || code.locals.includes(name as ModuleLocal)
    // what uses itself otherwise than by a call may keep something in its properties
    const onlyCallsItself = analysis.self?.use.sites.every(({ form }) => form?.startsWith('called')) ?? true
    const isBare = captured.length + code.props.length + code.prototype.length === 0
    return isBare && onlyCallsItself && [...analysis.free.keys()].every(isKnown)
  }

  /** Some of it is known to workers by the name that a module gives it. */
  get usesModules(): boolean {
    return this.#nodes.some(([, { kind }]) => kind === 'import' || kind === 'require')
  }

  /** Others may lend what is copied in it, or the other way round. */
  get holdsMemory(): boolean {
    for (const value of this.ids.keys()) if (ArrayBuffer.isView(value)) return true
    for (const value of this.data.found) if (ArrayBuffer.isView(value)) return true
    return false
  }

  /** Whether a part is a view of memory that is lent. */
  isLent(part: Part): boolean {
    const node = this.#nodeOf(part)
    if (node?.kind === 'object') return node.data !== undefined && this.isLent(node.data)
    return node?.kind === 'view' && this.#nodeOf(node.buffer)?.kind === 'live'
  }

  #nodeOf(part: Part): Node | Draft | undefined {
    return this.#nodes.find(([id]) => id === idOf(part))?.[1]
  }

  /** WeakMaps and WeakSets in it. */
  get weakParts(): readonly (WeakMap<object, unknown> | WeakSet<object>)[] {
    return this.#weak.map(({ value }) => value)
  }

  /** Names of variables that it captures, and of those that it assigns to. */
  variables(): { readonly captured: ReadonlySet<string>; readonly assigned: ReadonlySet<string> } {
    const all = this.#nodes.flatMap(([, node]) => (node.kind === 'draft' ? node.captured : []))
    return {
      captured: new Set(all.map(({ name }) => name)),
      assigned: new Set(all.flatMap(({ name, assigned }) => (assigned ? [name] : []))),
    }
  }

  /** Whether the function itself goes by the name that a module gives it. */
  get isNamed(): boolean {
    return /^(import|require)$/.test(this.#nodes[0]![1].kind)
  }

  /** The function itself, unless it goes by a name. */
  get root(): Draft | undefined {
    const node = this.#nodes.find(([id]) => id === this.#rootId)?.[1]
    return node?.kind === 'draft' ? node : undefined
  }

  #enqueue(value: object | symbol, trail: Trail, hint: Hint): number {
    const id = ++lastId
    this.ids.set(value, id)
    this.#trails.set(id, trail)
    this.#waiting.push({ id, value, trail, hint })
    return id
  }

  #take(): readonly Waiting[] {
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }

  #inspect(level: readonly Waiting[]): void {
    const isUnknown = (value: object | symbol): value is object => typeof value === 'function' && !this.#options.inspected(value)
    const fns = level.map(({ value }) => value).filter(isUnknown)
    const inspected = fns.length > 0 ? inspectAll(fns) : undefined
    inspected?.forEach((each, i) => this.#inspected.set(fns[i]!, each))
  }

  #encode({ id, value, trail, hint }: Waiting): Node | Draft {
    if (typeof value === 'symbol') return encodeSymbol(value)
    if (typeof value !== 'function') return encodeObject(value, trail, hint, this)
    const node = encodeFunction(value, trail, hint, this)
    if (PROGRAMS_OWN.has(node.kind) && isErrorClass(value)) this.add({ kind: 'error-class', of: [id], key: keyOfClass(value) })
    return node
  }

  /** Who has none of its keys can't tell it from an empty one. */
  #checkWeak(): void {
    for (const { value, trail } of this.#weak) {
      for (const key of [...this.ids.keys(), ...this.data.found]) {
        if (typeof key !== 'symbol' && value.has(key)) throw refusal(trail, holdsKey(value, key))
      }
    }
  }

  #finished(): Nodes {
    const drafts = this.#nodes.flatMap(([, node]) => (node.kind === 'draft' ? [node] : []))
    const cells = cellsOf(drafts, (node) => this.add(node))
    return this.#nodes.map(([id, node]) => [id, node.kind === 'draft' ? finish(node, cells(node)) : node])
  }

  #serialize(nodes: Nodes): Uint8Array {
    try {
      return serialize(nodes)
    } catch (error) {
      if (error instanceof RangeError && !this.isDeep) throw new TooDeepError()
      const [id] = findUnserializable(nodes) ?? []
      const trail = id === undefined ? undefined : this.#trails.get(id)
      throw trail ? refusal(trail, uncloneable(error)) : error
    }
  }
}

function encodeSymbol(value: symbol): Node {
  const { description } = value
  const name = description?.replace(/^Symbol\./, '') ?? ''
  if (Reflect.get(Symbol, name) === value) return { kind: 'global', path: ['Symbol', name] }
  return { kind: 'symbol', description, registered: Symbol.keyFor(value) !== undefined }
}

/** With what they need themselves, which comes first. */
function flat(needs: ReadonlySet<Shipment>): readonly Shipment[] {
  return [...new Set([...needs].flatMap((shipment) => [...shipment.needs, shipment]))]
}
