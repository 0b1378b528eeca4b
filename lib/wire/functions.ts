import { Capture } from '../closure/capture.js'
import { lastingShipment, sendLocalCodeByValue } from '../closure/lasting.js'
import type { Shipment } from '../closure/node.js'
import { shipShared } from '../closure/ship-shared.js'
import type { Lender } from '../model/lender.js'
import type { Shared } from '../model/shared.js'
import type { TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'

/** The shipments of one call's functions. */
export class Functions {
  readonly #lender: Lender
  /** The capture, made when there is a function of which something may have to be captured. */
  #made: Capture | undefined
  /** Why functions can't be sent. */
  readonly #errors = new WeakMap<TaskFunction, unknown>()
  readonly #errorsOfShared = new WeakMap<Shared<unknown>, unknown>()
  /** Why functions of modules have to travel as text. */
  #unloadable: unknown

  constructor(lender: Lender) {
    this.#lender = lender
  }

  /** Ships the functions of a batch together, which is quicker. */
  ship(tasks: Tasks): void {
    const unknown = distinct(tasks).filter((fn) => !this.#errors.has(fn) && !this.#known(fn))
    if (unknown.length > 0) this.#capture.prepare(unknown)
    for (const fn of unknown) this.#ship(fn)
  }

  /** Returns the shipment of a function; undefined when it can't be sent. */
  shipmentOf(fn: TaskFunction): Shipment | undefined {
    if (this.#errors.has(fn)) return undefined
    return this.#known(fn) ?? this.#ship(fn) // it travels in another way since it was shipped
  }

  get #capture(): Capture {
    return (this.#made ??= new Capture(this.#lender))
  }

  #known(fn: TaskFunction): Shipment | undefined {
    return this.#made ? this.#made.shipmentOf(fn) : lastingShipment(fn)
  }

  #ship(fn: TaskFunction): Shipment | undefined {
    try {
      return this.#capture.ship(fn)
    } catch (error) {
      if (this.#unloadable && error instanceof Error) error.cause ??= this.#unloadable
      this.#errors.set(fn, error)
      return undefined
    }
  }

  errorOf(fn: TaskFunction): unknown {
    return this.#errors.get(fn)
  }

  /** Returns the shipment of a handle's value, or why it can't be sent. */
  shared(handle: Shared<unknown>): { readonly shipment?: Shipment; readonly error?: unknown } {
    if (this.#errorsOfShared.has(handle)) return { error: this.#errorsOfShared.get(handle) }
    try {
      return { shipment: shipShared(handle, this.#lender) }
    } catch (error) {
      this.#errorsOfShared.set(handle, error)
      return { error }
    }
  }

  /** Ships arguments that the transport can't clone, such as functions. */
  shipArguments(args: readonly unknown[]): Shipment {
    return this.#capture.shipArguments(args)
  }

  /**
   * Has the code of local modules travel as text, because a worker can't load a module that these shipments need.
   *
   * @param reason why it can't, as it says
   * @returns whether the functions travel in another way from now on
   */
  avoidModules(unloadable: readonly number[], reason: unknown): boolean {
    this.#unloadable ??= reason
    if (this.#capture.by !== 'value') {
      sendLocalCodeByValue()
      this.#made = new Capture(this.#lender)
    }
    return unloadable.every((id) => id <= this.#capture.firstId)
  }
}

function distinct(tasks: Tasks): readonly TaskFunction[] {
  if (tasks instanceof MappedTasks) return [tasks.fn]
  const fns = new Set<TaskFunction>()
  let last: TaskFunction | undefined
  for (const { fn } of tasks) {
    if (fn === last) continue
    last = fn
    fns.add(fn)
  }
  return [...fns]
}
