import { originalOf } from '../model/task.js'
import type { TaskFunction } from '../model/task.js'
import { TooDeepError } from './encode/data.js'
import type { By } from './encode/encoder.js'
import { functionsIn } from './encode/functions-in.js'
import { noteModules } from './encode/required-names.js'
import { inspectAll } from './engine/inspector.js'
import type { Inspected } from './engine/inspector.js'
import { isPure, keepForGood, lastingShipment, localCodeBy, oncePerText } from './lasting.js'
import type { Shipment } from './node.js'
import { isNativeText } from './text/text.js'
import { startOf } from './encode/trail.js'
import { latestId, type Located, Unit, type UnitOptions } from './encode/unit.js'
import { warnOfCaptures } from './encode/warnings.js'

/**
 * What the functions of one call have around them, as it was when each was first shipped. What several of them have in
 * common is captured, and sent, once.
 */
export class Capture {
  /** How the code of local modules travels. */
  readonly by: By = localCodeBy()
  /** The shipments of this capture have higher ids. */
  readonly firstId = latestId()
  readonly #sharesMemory: boolean
  readonly #shipments = new WeakMap<TaskFunction, Shipment>()
  readonly #objects = new WeakMap<object, Located>()
  readonly #symbols = new Map<symbol, Located>()
  /** Data that is in the shipments so far; that of the last one is not there yet, as there may be no other. */
  readonly #data = new WeakSet<object>()
  #recentData: ReadonlySet<object> = new Set()
  /** In the shipments so far. */
  readonly #weak: (WeakMap<object, unknown> | WeakSet<object>)[] = []
  readonly #captured = new Set<string>()
  readonly #assigned = new Set<string>()
  #hasArguments = false
  #inspected: ReadonlyMap<object, Inspected> = new Map()

  /** @param sharesMemory whether the workers share memory with this thread */
  constructor(sharesMemory: boolean) {
    this.#sharesMemory = sharesMemory
  }

  /** Looks at many functions together, which takes half the time a function, before they are shipped one by one. */
  prepare(fns: readonly TaskFunction[]): void {
    noteModules()
    const unknown = fns.map(withoutOptions).filter((fn) => !isNativeText(Function.prototype.toString.call(fn)) && !isPure(fn))
    const inspected = unknown.length > 1 ? inspectAll(unknown) : undefined
    this.#inspected = new Map(inspected?.map((each, i) => [unknown[i]!, each]))
  }

  /**
   * Turns a function into data of which a worker's heap makes the function again.
   *
   * @returns always the same for the same function
   * @throws ClosureError `ERR_CLOSURE_CAPTURE` when it needs something that a worker can't have
   */
  ship(fn: TaskFunction): Shipment {
    const known = this.shipmentOf(fn)
    if (known) return known
    const shipment = originalOf(fn) ? this.#capture(fn) : oncePerText(fn, () => this.#capture(fn))
    this.#shipments.set(fn, shipment)
    return shipment
  }

  /** The shipment that a function has already. */
  shipmentOf(fn: TaskFunction): Shipment | undefined {
    return lastingShipment(fn) ?? this.#shipments.get(fn)
  }

  /** The same for the arguments of a task, as they are now. The functions in them are the call's. */
  shipArguments(args: readonly unknown[]): Shipment {
    if (!this.#hasArguments) noteModules()
    this.#hasArguments = true
    const alone = () => shipUnit(args, this.#optionsFor(this.by, nowhere)).shipment
    if (!this.#shipTogether(functionsIn(args).filter((fn) => !this.#objects.has(fn)))) return alone()
    const elsewhere = (value: object | symbol) => (typeof value === 'object' ? undefined : this.#find(value))
    const { unit, shipment } = shipUnit(args, this.#optionsFor(this.by, elsewhere))
    // what the functions have captured must not be another object beside them
    const isCaptured = [...unit.ids.keys()].some((value) => value !== args && this.#find(value) !== undefined)
    return isCaptured || this.#overlaps(unit) ? alone() : shipment
  }

  /** Functions that may have variables in common. False when they can't be sent apart from others. */
  #shipTogether(fns: readonly TaskFunction[]): boolean {
    if (fns.length === 0) return true
    const { unit, shipment } = shipUnit(fns, this.#optionsFor(this.by, (value) => this.#find(value)))
    if (shipment.needs.length > 0 && this.#overlaps(unit)) return false
    this.#note(unit, shipment)
    return true
  }

  #find(value: object | symbol): Located | undefined {
    return typeof value === 'symbol' ? this.#symbols.get(value) : this.#objects.get(value)
  }

  #capture(task: TaskFunction): Shipment {
    const fn = withoutOptions(task)
    const by = originalOf(task)?.by ?? this.by
    const elsewhere = (value: object | symbol) => this.#find(value)
    const hasOptions = originalOf(task) !== undefined
    const { unit, shipment } = shipUnit(fn, this.#optionsFor(by, hasOptions ? nowhere : elsewhere, task))
    if (shipment.needs.length > 0 && this.#overlaps(unit)) return shipUnit(fn, this.#optionsFor(by, nowhere, task)).shipment
    if (unit.isLasting && !hasOptions) return keepForGood(fn, shipment, unit.isNamed)
    warnOfCaptures(fn, unit, shipment)
    if (!hasOptions) this.#note(unit, shipment)
    return shipment
  }

  #optionsFor(by: By, elsewhere: UnitOptions['elsewhere'], task?: TaskFunction): UnitOptions {
    const original = task && originalOf(task)
    return {
      sharesMemory: this.#sharesMemory,
      by,
      isDeep: false,
      given: (fn, isSeen) => (fn === original?.fn || !isSeen ? original?.capture : undefined),
      inspected: (fn) => this.#inspected.get(fn),
      elsewhere,
    }
  }

  #note(unit: Unit, shipment: Shipment): void {
    const { ids, data } = unit
    this.#weak.push(...unit.weakParts)
    const { captured, assigned } = unit.variables()
    for (const name of captured) this.#captured.add(name)
    for (const name of assigned) this.#assigned.add(name)
    for (const [value, id] of ids) {
      const located = { id, shipment }
      if (typeof value === 'symbol') this.#symbols.set(value, located)
      else this.#objects.set(value, located)
    }
    if (data.found.size === 0) return
    this.#settleData()
    this.#recentData = data.found
  }

  #settleData(): void {
    for (const each of this.#recentData) this.#data.add(each)
    this.#recentData = new Set()
  }

  /** Some of it is in earlier shipments too: an object, a variable, or what a WeakMap there says of an object here. */
  #overlaps(unit: Unit): boolean {
    const { captured, assigned } = unit.variables()
    if ([...assigned].some((name) => this.#captured.has(name)) || [...captured].some((name) => this.#assigned.has(name))) return true
    if (this.#weak.some((weak) => [...unit.ids.keys(), ...unit.data.found].some((key) => typeof key === 'object' && weak.has(key)))) return true
    return this.#hasSome(unit.data.found)
  }

  /** Parts of one object in two shipments would be two objects in the worker. */
  #hasSome(found: ReadonlySet<object>): boolean {
    if (found.size === 0) return false
    this.#settleData()
    for (const each of found) if (this.#data.has(each)) return true
    return false
  }
}

function shipUnit(value: object, options: UnitOptions): { readonly unit: Unit; readonly shipment: Shipment } {
  try {
    const unit = new Unit(options)
    return { unit, shipment: unit.ship(value, startOf(value)) }
  } catch (error) {
    if (error instanceof TooDeepError) return shipUnit(value, { ...options, isDeep: true })
    throw error
  }
}

function nowhere(): undefined {
  return undefined
}

function withoutOptions(fn: TaskFunction): TaskFunction {
  return originalOf(fn)?.fn ?? fn
}
