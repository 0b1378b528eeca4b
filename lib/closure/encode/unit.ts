import { types } from 'node:util'
import { sentAs } from '../../model/function-notes.js'
import { isObject } from '../../model/is-object.js'
import type { Lender } from '../../model/lender.js'
import { isPrimitive } from '../../model/primitive.js'
import { isShared, type Shared } from '../../model/shared.js'
import type { Loan } from '../../model/tokens.js'
import { deserialize } from '../deserialize.js'
import { inspectAll, type Inspected } from '../engine/inspector.js'
import type { Node, Nodes, Part, Shipment } from '../node.js'
import { isErrorClass } from '../reflect.js'
import { keyOfClass } from '../thread/error-classes.js'
import { isKnownObject } from './builtin-names.js'
import { DataFinder, TooDeepError } from './data.js'
import { type Draft, finish } from './draft.js'
import type { By, Encoder, Hint } from './encoder.js'
import { encodeFunction } from './function.js'
import { mayBeNestedDeep } from './nesting.js'
import { encodeObject } from './object.js'
import { holdsKey, uncloneable } from './reasons.js'
import { findUnserializable, serialize } from './serialize.js'
import { cellsOf } from './shared-variables.js'
import { refusal, type Trail } from './trail.js'

/** What a unit needs to know of the capture that it is made for. */
export interface UnitOptions {
  readonly lender: Lender
  readonly by: By
  readonly isDeep: boolean
  given(fn: object, isSeen: boolean): Readonly<Record<string, unknown>> | undefined
  /** Returns what the inspector has shown of a function that was looked at together with others. */
  inspected(fn: object): Inspected | undefined
  /** Returns the shipment that has a value already, and the value's id in it. */
  elsewhere(value: object | symbol): Located | undefined
  /** Ships the value of a handle, once for all units. */
  shared(handle: Shared<unknown>): Shipment
}

/** Where a value is that has been shipped. */
export interface Located {
  readonly id: number
  readonly shipment: Shipment
}

/** A value whose node is still to be made. */
interface Waiting {
  readonly id: number
  readonly value: object | symbol
  readonly trail: Trail
  readonly hint: Hint
}

/** Kinds of functions that are neither the language's nor Node's. */
const PROGRAMS_OWN: ReadonlySet<string> = new Set(['draft', 'import', 'require'])

let lastId = 0

/** Returns the highest id that a node of this thread has so far. */
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

  /**
   * Turns a value into a shipment.
   *
   * @throws ClosureError `ERR_CLOSURE_CAPTURE` when a part of it can't be sent
   */
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

  /** The nodes made so far; functions are drafts. */
  get nodes(): readonly (readonly [id: number, node: Node | Draft])[] {
    return this.#nodes
  }

  get rootId(): number {
    return this.#rootId
  }

  /** Shipments that hold further nodes. */
  get needs(): ReadonlySet<Shipment> {
    return this.#needs
  }

  /** WeakMaps and WeakSets among the values. */
  get weakParts(): readonly (WeakMap<object, unknown> | WeakSet<object>)[] {
    return this.#weak.map(({ value }) => value)
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

  /** Refuses WeakMaps and WeakSets with a key that goes along. Without its keys nobody can tell one from an empty one. */
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
      const bytes = serialize(nodes)
      if (!this.isDeep && nodes.some(mayBeDeep)) withLessStack(() => deserialize(bytes)) // V8 writes what is too deep for it to read
      return bytes
    } catch (error) {
      if (error instanceof RangeError && !this.isDeep) throw new TooDeepError()
      const [id] = findUnserializable(nodes) ?? []
      const trail = id === undefined ? undefined : this.#trails.get(id)
      throw trail ? refusal(trail, uncloneable(error)) : error
    }
  }
}

function mayBeDeep([, node]: Nodes[number]): boolean {
  return node.kind === 'data' && isObject(node.value) && mayBeNestedDeep(node.value)
}

/** Frames of a function that only calls itself: a worker may have a little less stack left than this thread. */
const MARGIN = 300

function withLessStack<T>(act: () => T, frames = MARGIN): T {
  return frames > 0 ? withLessStack(act, frames - 1) : act()
}

function encodeSymbol(value: symbol): Node {
  const { description } = value
  const name = description?.replace(/^Symbol\./, '') ?? ''
  if (Reflect.get(Symbol, name) === value) return { kind: 'global', path: ['Symbol', name] }
  return { kind: 'symbol', description, registered: Symbol.keyFor(value) !== undefined }
}

/** Returns shipments, each behind those that it needs itself. */
function flat(needs: ReadonlySet<Shipment>): readonly Shipment[] {
  return [...new Set([...needs].flatMap((shipment) => [...shipment.needs, shipment]))]
}
