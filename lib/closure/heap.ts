import { isToken, type Token } from '../model/tokens.js'
import { deserialize } from './deserialize.js'
import type { Nodes, Sent } from './node.js'
import { build } from './revive/build.js'
import { CannotLoadError } from './revive/cannot-load-error.js'
import { loadImports } from './revive/importer.js'

export interface HeapOptions {
  /** Whether the thread that makes the functions again is the one that has captured them. */
  readonly ofSender?: boolean
  /** Returns the memory that is lent. */
  readonly resolve?: (token: Token) => unknown
}

/** A worker's memory of what it was sent: functions and what they captured, by the ids that the sender gave them. */
export class Heap {
  readonly #values = new Map<number, unknown>()
  /** The ids of all nodes of each shipment. */
  readonly #shipments = new Map<number, readonly number[]>()
  /** Why the nodes of these ids are not there. */
  readonly #failures = new Map<number, unknown>()
  readonly #unloadable = new Map<number, CannotLoadError>()
  readonly #isSenders: boolean
  readonly #resolve: (token: Token) => unknown

  /**
   * @param options.ofSender it is the thread that captured the functions which makes them again, with a memory of their own
   * @param options.resolve gives the memory that is lent; by default there is none
   */
  constructor({ ofSender = false, resolve = unresolvable }: HeapOptions = {}) {
    this.#isSenders = ofSender
    this.#resolve = resolve
  }

  /**
   * Makes the nodes of a shipment. Those that it needs must have been installed before.
   *
   * @returns a promise only where a module is imported; the next shipment has to wait for it
   * @throws CannotLoadError when a module can't be had; or whatever goes wrong, which `valueOf` then throws too
   */
  install({ id, bytes, live }: Sent): void | Promise<void> {
    this.forget([id])
    try {
      const nodes = deserialize(bytes)
      this.#shipments.set(id, nodes.map(([id]) => id))
      const loading = loadImports(nodes)
      if (!loading) return this.#build(nodes, live)
      return loading.then(() => this.#build(nodes, live)).catch((error: unknown) => this.#fail(id, error))
    } catch (error) {
      return this.#fail(id, error)
    }
  }

  /** Whether a shipment has been installed. */
  has(id: number): boolean {
    return this.#shipments.has(id)
  }

  /**
   * Returns the value of a node.
   *
   * @throws what made its shipment fail
   */
  valueOf(id: number): unknown {
    const value = this.#values.get(id)
    if (value !== undefined || this.#values.has(id)) return value
    throw this.#failures.get(id) ?? missingError(id)
  }

  /** Shipments that failed because a module can't be had, by id, until they are forgotten. */
  get unloadable(): ReadonlyMap<number, CannotLoadError> {
    return this.#unloadable
  }

  /**
   * Forgets all nodes of some shipments.
   *
   * @param ids of the shipments
   */
  forget(ids: readonly number[]): void {
    for (const node of ids.flatMap((id) => this.#shipments.get(id) ?? [])) {
      this.#values.delete(node)
      this.#failures.delete(node)
    }
    for (const id of ids) {
      this.#shipments.delete(id)
      this.#unloadable.delete(id)
    }
  }

  forgetAll(): void {
    this.#values.clear()
    this.#shipments.clear()
    this.#failures.clear()
    this.#unloadable.clear()
  }

  #build(nodes: Nodes, live: readonly unknown[]): void {
    const resolved = live.map((each) => (isToken(each) ? this.#resolve(each) : each))
    const values = build(nodes, { live: resolved, outside: (id) => this.valueOf(id), ofSender: this.#isSenders })
    for (const [id, value] of values) this.#values.set(id, value)
  }

  #fail(id: number, error: unknown): never {
    if (!this.#shipments.has(id)) this.#shipments.set(id, [id]) // it could not even be read
    for (const node of this.#shipments.get(id)!) this.#failures.set(node, error)
    if (error instanceof CannotLoadError) this.#unloadable.set(id, error)
    throw error
  }
}

function unresolvable({ lent }: Token): never {
  throw new Error(`expected nothing to stand on memory that is lent, got a token of ${lent === 'file' ? 'a file' : 'memory'}`)
}

function missingError(id: number): Error {
  return new Error(`expected node ${id} to be in the worker, got nothing: it was not sent, or forgotten`)
}
