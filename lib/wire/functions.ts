import { ship } from '../closure/ship.js'
import type { Shipment } from '../closure/shipment.js'
import type { TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'

/** A function as it travels: an id for good, and its shipment or the reason why it has none. */
export interface ShippedFunction {
  readonly id: number
  readonly shipment: Shipment | undefined
  readonly error: unknown
  /** The call that a snapshot was taken for: what a function is bound to may change until the next one. */
  readonly call: number | undefined
}

const shipped = new WeakMap<TaskFunction, ShippedFunction>()
/** Closures of one place in the code have one shipment, and so one id. */
const ids = new WeakMap<Shipment, number>()
let lastId = 0

/** Readies the functions of a batch for {@link shippedFunction}; a promise when that takes time. */
export function shipFunctions(tasks: Tasks, call: number): void | Promise<void> {
  if (tasks instanceof MappedTasks) return isShipped(tasks.fn, call) ? undefined : shipOne(tasks.fn, call)
  const pending: Promise<void>[] = []
  let last: TaskFunction | undefined
  for (const { fn } of tasks) {
    if (fn === last) continue
    last = fn
    const shipping = isShipped(fn, call) ? undefined : shipOne(fn, call)
    if (shipping) pending.push(shipping)
  }
  return pending.length > 0 ? Promise.all(pending).then(() => {}) : undefined
}

export function shippedFunction(fn: TaskFunction): ShippedFunction {
  return shipped.get(fn)!
}

function isShipped(fn: TaskFunction, call: number): boolean {
  const known = shipped.get(fn)
  return known !== undefined && (known.call === undefined || known.call === call)
}

function shipOne(fn: TaskFunction, call: number): void | Promise<void> {
  const succeed = (shipment: Shipment) => {
    const snapshot = shipment.kind === 'bound'
    const id = snapshot ? ++lastId : idOf(shipment)
    shipped.set(fn, { id, shipment, error: undefined, call: snapshot ? call : undefined })
  }
  const fail = (error: unknown) => void shipped.set(fn, { id: 0, shipment: undefined, error, call: undefined })
  try {
    const shipment = ship(fn)
    if (shipment instanceof Promise) return shipment.then(succeed, fail)
    succeed(shipment)
  } catch (error) {
    fail(error)
  }
}

function idOf(shipment: Shipment): number {
  const id = ids.get(shipment) ?? ++lastId
  ids.set(shipment, id)
  return id
}
