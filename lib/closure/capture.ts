import { originalOf } from '../model/delayed.js'
import type { Lender } from '../model/lender.js'
import type { TaskFunction } from '../model/task.js'
import { AlreadyShipped } from './encode/already-shipped.js'
import type { By } from './encode/encoder.js'
import { functionsIn } from './encode/functions-in.js'
import { noteModules } from './encode/required-names.js'
import { isLasting, isNamed } from './encode/unit-facts.js'
import { latestId, type UnitOptions } from './encode/unit.js'
import { warnOfCaptures } from './encode/warnings.js'
import { inspectAll, type Inspected } from './engine/inspector.js'
import { isPure, keepForGood, lastingShipment, localCodeBy, oncePerText } from './lasting.js'
import type { Shipment } from './node.js'
import { shipShared } from './ship-shared.js'
import { nowhere, shipUnit } from './ship-unit.js'
import { isNativeText } from './text/text.js'

/**
 * Ships the functions of one call with all that they capture, as it is when each is first shipped. What several of them have in
 * common is captured, and sent, once.
 */
export class Capture {
  /** How the code of local modules travels. */
  readonly by: By = localCodeBy()
  /** The shipments of this capture have higher ids. */
  readonly firstId = latestId()
  readonly #lender: Lender
  readonly #shipments = new WeakMap<TaskFunction, Shipment>()
  readonly #already = new AlreadyShipped()
  #inspected: ReadonlyMap<object, Inspected> = new Map()

  constructor(lender: Lender) {
    this.#lender = lender
    noteModules()
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

  /** Turns the arguments of a task, as they are now, into data. Functions in them share variables with the call's functions. */
  shipArguments(args: readonly unknown[]): Shipment {
    const alone = () => shipUnit(args, this.#optionsFor(this.by, nowhere)).shipment
    if (!this.#shipTogether(functionsIn(args).filter((fn) => !this.#already.find(fn)))) return alone()
    const elsewhere = (value: object | symbol) => (typeof value === 'object' ? undefined : this.#already.find(value))
    const { unit, shipment } = shipUnit(args, this.#optionsFor(this.by, elsewhere))
    // what the functions have captured must not be another object beside them
    const isCaptured = [...unit.ids.keys()].some((value) => value !== args && this.#already.find(value) !== undefined)
    return isCaptured || this.#already.overlaps(unit) ? alone() : shipment
  }

  /** Ships functions that may have variables in common, as one unit. Returns false when they can't be sent apart from others. */
  #shipTogether(fns: readonly TaskFunction[]): boolean {
    if (fns.length === 0) return true
    const { unit, shipment } = shipUnit(fns, this.#optionsFor(this.by, this.#elsewhere))
    if (shipment.needs.length > 0 && this.#already.overlaps(unit)) return false
    this.#already.note(unit, shipment)
    return true
  }

  #capture(task: TaskFunction): Shipment {
    const fn = withoutOptions(task)
    const by = originalOf(task)?.by ?? this.by
    const hasOptions = originalOf(task) !== undefined
    const { unit, shipment } = shipUnit(fn, this.#optionsFor(by, hasOptions ? nowhere : this.#elsewhere, task))
    const overlaps = shipment.needs.length > 0 && this.#already.overlaps(unit)
    if (overlaps) return shipUnit(fn, this.#optionsFor(by, nowhere, task)).shipment
    if (isLasting(unit) && !hasOptions) return keepForGood(fn, shipment, isNamed(unit))
    warnOfCaptures(fn, unit, shipment)
    if (!hasOptions) this.#already.note(unit, shipment)
    return shipment
  }

  readonly #elsewhere: UnitOptions['elsewhere'] = (value) => this.#already.find(value)

  #optionsFor(by: By, elsewhere: UnitOptions['elsewhere'], task?: TaskFunction): UnitOptions {
    const original = task && originalOf(task)
    return {
      lender: this.#lender,
      by,
      isDeep: false,
      given: (fn, isSeen) => (fn === original?.fn || !isSeen ? original?.capture : undefined),
      inspected: (fn) => this.#inspected.get(fn),
      elsewhere,
      shared: (handle) => shipShared(handle, this.#lender),
    }
  }
}

function withoutOptions(fn: TaskFunction): TaskFunction {
  return originalOf(fn)?.fn ?? fn
}
