import { types } from 'node:util'
import { isPrimitive } from '../model/primitive.js'
import { classOf, isError } from './error-class.js'
import { propertiesOf } from './error-properties.js'
import type { Field, Graph, Node, Part } from './graph.js'
import { withOwnMemory } from './own-memory.js'
import { type CanClone, type Culprit, findUncloneable } from './uncloneable.js'
import { describe, isPlainObjectOfAnyRealm, prototypesOf, read, readText, stepText, UNREADABLE } from './value.js'

/** Errors inside each other, at most: a longer chain of causes tells nobody anything. */
const DEEPEST = 100
/** Parts that are walked, at most: more are data, which the transport clones faster. */
const LARGEST = 10_000

/** The position of a part in the value. */
interface Position {
  readonly depth: number
  /** The keys that lead here; undefined inside errors, where what can't be cloned is replaced and that's that. */
  readonly path: string | undefined
}

interface Entry {
  readonly kind: Node['kind']
  readonly value: object | symbol
  readonly place: Position
}

/** Turns a value into a graph, breadth first, without recursion. What can't be cloned is replaced by a short text. */
export class GraphWriter {
  /** The first part outside of errors that had to be replaced. */
  culprit: Culprit | undefined
  /** Whether some part is left to the transport to clone. */
  hasClones = false
  readonly #canClone: CanClone
  readonly #entries: Entry[] = []
  readonly #positions = new Map<unknown, number>()

  constructor(canClone: CanClone) {
    this.#canClone = canClone
  }

  write(value: unknown): Graph {
    const root = this.#part(value, { depth: 0, path: '' })
    const nodes: Node[] = []
    for (const entry of this.#entries) nodes.push(this.#node(entry)) // which may add entries
    return { root, nodes }
  }

  #part(value: unknown, place: Position): Part {
    if (isPrimitive(value)) return value
    if (value === UNREADABLE) return this.#replace(value, place)
    const position = this.#positions.get(value)
    if (position !== undefined) return { node: position }
    const kind = kindOf(value)
    if (kind !== undefined && place.depth <= DEEPEST && this.#entries.length < LARGEST) {
      this.#positions.set(value, this.#entries.length)
      return { node: this.#entries.push({ kind, value: value as object | symbol, place }) - 1 }
    }
    if (kind === 'error') return '[left out: too many errors inside each other]'
    if (!this.#canClone(value)) return this.#replace(value, place)
    this.hasClones = true
    return { clone: withOwnMemory(value) }
  }

  #replace(value: unknown, { path }: Position): string {
    if (path !== undefined && this.culprit === undefined) {
      const inside = value === UNREADABLE ? undefined : findUncloneable(value, this.#canClone)
      this.culprit = { path: path + (inside?.path ?? ''), what: inside?.what ?? describe(value) }
    }
    return value === UNREADABLE ? '[not readable: its getter throws]' : `[not cloneable: ${describe(value)}]`
  }

  #node({ kind, value, place }: Entry): Node {
    if (typeof value === 'symbol') {
      return { kind: 'symbol', description: value.description, registered: Symbol.keyFor(value) !== undefined }
    }
    switch (kind) {
      case 'error': return this.#errorNode(value, place)
      case 'object': return { kind, bare: Object.getPrototypeOf(value) === null, fields: this.#fields(value, place) }
      case 'array': return { kind, length: (value as unknown[]).length, fields: this.#fields(value, place) }
      case 'map': return { kind, items: this.#items([...Map.prototype.entries.call(value)].flat(), place) }
      case 'set': return { kind, items: this.#items([...Set.prototype.values.call(value)], place) }
    }
    return { kind: 'url', href: readText(value, 'href') }
  }

  #errorNode(error: object, { depth }: Position): Node {
    const errorClass = classOf(error)
    const inside = { depth: depth + 1, path: undefined }
    const fields = propertiesOf(error, errorClass.base)
      .map(([key, value, enumerable, ...inherited]): Field => [key, this.#part(value, inside), enumerable, ...inherited])
    return { kind: 'error', class: errorClass, fields }
  }

  #fields(value: object, { depth, path }: Position): Field[] {
    return Object.keys(value).map((key) => {
      const place = { depth: depth + 1, path: path === undefined ? undefined : path + stepText(key) }
      return [key, this.#part(read(value, key), place), true]
    })
  }

  #items(items: readonly unknown[], { depth, path }: Position): Part[] {
    return items.map((item) => this.#part(item, { depth: depth + 1, path }))
  }
}

/** Returns the kind of node for a value; undefined when it is left to the transport as a whole. */
function kindOf(value: unknown): Node['kind'] | undefined {
  if (typeof value === 'symbol') return 'symbol'
  if (isError(value)) return 'error'
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return undefined
  if (prototypesOf(value).includes(URL.prototype)) return URL.canParse(readText(value, 'href')) ? 'url' : undefined
  if (Array.isArray(value)) return isSmall(value.length) ? 'array' : undefined
  if (types.isMap(value)) return isSmall(read(value, 'size')) ? 'map' : undefined
  if (types.isSet(value)) return isSmall(read(value, 'size')) ? 'set' : undefined
  return isPlainObjectOfAnyRealm(value) && isSmall(Object.keys(value).length) ? 'object' : undefined
}

function isSmall(size: unknown): boolean {
  return typeof size === 'number' && size <= LARGEST
}
