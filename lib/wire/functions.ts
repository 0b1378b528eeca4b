import { ship } from '../closure/ship.js'
import type { Shipment } from '../closure/shipment.js'
import type { Task, TaskFunction } from '../model/task.js'

/** A function as it travels: an id for good, and its shipment or the reason why it has none. */
export interface ShippedFunction {
  readonly id: number
  readonly shipment: Shipment | undefined
  readonly error: unknown
}

const shipped = new WeakMap<TaskFunction, ShippedFunction>()
let lastId = 0

/** Readies the functions of these tasks for {@link shippedFunction}; a promise when that takes time. */
export function shipFunctions(tasks: readonly Task[]): void | Promise<void> {
  const pending: Promise<void>[] = []
  let last: TaskFunction | undefined
  for (const { fn } of tasks) {
    if (fn === last || shipped.has((last = fn))) continue
    const shipping = shipOne(fn)
    if (shipping) pending.push(shipping)
  }
  return pending.length > 0 ? Promise.all(pending).then(() => {}) : undefined
}

export function shippedFunction(fn: TaskFunction): ShippedFunction {
  return shipped.get(fn)!
}

function shipOne(fn: TaskFunction): void | Promise<void> {
  const id = ++lastId
  const succeed = (shipment: Shipment) => void shipped.set(fn, { id, shipment, error: undefined })
  const fail = (error: unknown) => void shipped.set(fn, { id, shipment: undefined, error })
  try {
    const shipment = ship(fn)
    if (shipment instanceof Promise) return shipment.then(succeed, fail)
    succeed(shipment)
  } catch (error) {
    fail(error)
  }
}
