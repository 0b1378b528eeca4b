import type { Shipment } from '../node.js'
import { variablesOf } from './unit-facts.js'
import type { Located, Unit } from './unit.js'

/** The values that the shipments of one call hold so far. Weak where it can be: a call may make closures for ever. */
export class AlreadyShipped {
  readonly #objects = new WeakMap<object, Located>()
  readonly #symbols = new Map<symbol, Located>()
  /** Data of all shipments but the latest, which is added when there is another one to compare with. */
  readonly #data = new WeakSet<object>()
  #latestData: ReadonlySet<object> = new Set()
  readonly #weakParts: (WeakMap<object, unknown> | WeakSet<object>)[] = []
  /** Names of variables. */
  readonly #captured = new Set<string>()
  readonly #assigned = new Set<string>()

  find(value: object | symbol): Located | undefined {
    return typeof value === 'symbol' ? this.#symbols.get(value) : this.#objects.get(value)
  }

  note(unit: Unit, shipment: Shipment): void {
    for (const [value, id] of unit.ids) {
      const located = { id, shipment }
      if (typeof value === 'symbol') this.#symbols.set(value, located)
      else this.#objects.set(value, located)
    }
    this.#weakParts.push(...unit.weakParts)
    const { captured, assigned } = variablesOf(unit)
    for (const name of captured) this.#captured.add(name)
    for (const name of assigned) this.#assigned.add(name)
    if (unit.data.found.size === 0) return
    this.#settleData()
    this.#latestData = unit.data.found
  }

  /** Whether a unit has a variable, a key of a WeakMap or part of an object that is here too, and would be two in a worker. */
  overlaps(unit: Unit): boolean {
    return this.#hasVariableOf(unit) || this.#hasKeyOf(unit) || this.#hasDataOf(unit)
  }

  #hasVariableOf(unit: Unit): boolean {
    const { captured, assigned } = variablesOf(unit)
    return [...assigned].some((name) => this.#captured.has(name)) || [...captured].some((name) => this.#assigned.has(name))
  }

  #hasKeyOf({ ids, data }: Unit): boolean {
    if (this.#weakParts.length === 0) return false
    const keys = [...ids.keys(), ...data.found].filter((key) => typeof key !== 'symbol')
    return this.#weakParts.some((weak) => keys.some((key) => weak.has(key)))
  }

  #hasDataOf({ data }: Unit): boolean {
    if (data.found.size === 0) return false
    this.#settleData()
    for (const each of data.found) if (this.#data.has(each)) return true
    return false
  }

  #settleData(): void {
    for (const each of this.#latestData) this.#data.add(each)
    this.#latestData = new Set()
  }
}
