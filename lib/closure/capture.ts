import { originalOf } from '../model/task.js'
import type { TaskFunction } from '../model/task.js'
import { analyse } from './text/analyse.js'
import { TooDeepError } from './encode/data.js'
import type { By } from './encode/encoder.js'
import type { Analysis } from './text/free-names.js'
import { hasExtras } from './encode/function-extras.js'
import { functionsIn } from './encode/functions-in.js'
import { CONSTANTS } from './text/globals.js'
import { noteModules } from './encode/required-names.js'
import { inspectAll } from './engine/inspector.js'
import type { Inspected } from './engine/inspector.js'
import type { Shipment } from './node.js'
import { nameOf } from './reflect.js'
import { recall } from './recall.js'
import { hasCaller } from './engine/strictness.js'
import { isNativeText } from './text/text.js'
import { startOf } from './encode/trail.js'
import { latestId, type Located, Unit, type UnitOptions } from './encode/unit.js'
import { warnOfCaptures } from './encode/warnings.js'

/** Functions of which nothing is captured are shipped once for good; those that modules export until a worker can't load one. */
const lasting = new WeakMap<TaskFunction, Shipment>()
let exported = new WeakMap<TaskFunction, Shipment>()
/** By their texts: closures that one place in the code makes by the thousand have one shipment. */
const pure = new Map<string, Shipment>()

/** The shipment of a function that is the same for all calls, if there is one by now. */
export function lastingShipment(fn: TaskFunction): Shipment | undefined {
  return lasting.get(fn) ?? exported.get(fn)
}

let localCode: By = 'auto'

/** In captures from now on, the code of local modules travels as text: workers can't load it. */
export function sendLocalCodeByValue(): void {
  localCode = 'value'
  exported = new WeakMap()
}

/**
 * What the functions of one call have around them, as it was when each was first shipped. What several of them have in
 * common is captured, and sent, once.
 */
export class Capture {
  /** How the code of local modules travels. */
  readonly by = localCode
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
    const unknown = fns.map(withoutOptions).filter((fn) => !isNativeText(textOf(fn)) && pureKey(fn) === undefined)
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
    const key = originalOf(fn) ? undefined : pureKey(fn)
    const shipment = key === undefined ? this.#capture(fn) : recall(pure, key, () => this.#capture(fn))
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
    if (unit.isLasting && !hasOptions) {
      const forGood = { ...shipment, lasting: true }
      ;(unit.isNamed ? exported : lasting).set(fn, forGood)
      return forGood
    }
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

function textOf(fn: TaskFunction): string {
  return Function.prototype.toString.call(fn)
}

/**
 * What functions have in common that are the same wherever they come from: all they do is in their text. A plain function
 * in it minds whether the file around it is strict.
 */
function pureKey(fn: TaskFunction): string | undefined {
  const text = textOf(fn)
  const analysis = isNativeText(text) ? undefined : analyse(text)
  if (!analysis || analysis.usesItself || !usesConstantsOnly(analysis)) return undefined
  if (MINDS_STRICTNESS.test(text) || hasExtras(fn, analysis)) return undefined
  return `${hasCaller(fn)} ${nameOf(fn)} ${text}`
}

/** A plain function inside, or something that strict code may be forbidden: to write to a property, or delete one. */
const MINDS_STRICTNESS = /.\bfunction\b|\bdelete\b|[.\]][\w$\s]*(?:=(?![=>])|[-+*/%&|^<>?]+=|\+\+|--)|(?:\+\+|--)\s*[\w$]+\s*[.[]/s

function usesConstantsOnly({ free }: Analysis): boolean {
  for (const name of free.keys()) if (!CONSTANTS.has(name)) return false
  return true
}
