import { ClosureError } from '../model/errors.js'
import type { TaskFunction } from '../model/task.js'
import { shipNative } from './native.js'
import type { Shipment } from './shipment.js'
import { isNativeText } from './text.js'
import { shipWritten } from './written.js'

/** What came of the functions that were asked for before: a way to give it, or throw it, again. */
const memory = new WeakMap<TaskFunction, () => Shipment | Promise<Shipment>>()

/**
 * Turns a function into data that `revive` turns back into a function in another thread or process. Functions that
 * differ in nothing give the same shipment. What a bound function is bound to is taken as it is at the time of the call.
 *
 * @returns a promise only where an ES module has to be asked for its exports
 * @throws ClosureError `ERR_CLOSURE_CAPTURE` when the function needs something that a worker hasn't got
 */
export function ship(fn: TaskFunction): Shipment | Promise<Shipment> {
  const known = memory.get(fn)
  if (known) return known()
  const shipped = attempt(fn)
  if (!(shipped instanceof Promise)) return remember(fn, shipped)
  const settled = shipped.then(
    (shipment) => remember(fn, shipment),
    (error: unknown) => fail(fn, error),
  )
  memory.set(fn, () => settled)
  return settled
}

function attempt(fn: TaskFunction): Shipment | Promise<Shipment> {
  const text = Function.prototype.toString.call(fn)
  try {
    return isNativeText(text) ? shipNative(fn, ship) : shipWritten(fn, text)
  } catch (error) {
    return fail(fn, error)
  }
}

function remember(fn: TaskFunction, shipment: Shipment): Shipment {
  if (shipment.kind === 'bound') memory.delete(fn)
  else memory.set(fn, () => shipment)
  return shipment
}

/** Every caller gets an error of its own: a task is going to be attached to it. */
function fail(fn: TaskFunction, error: unknown): never {
  if (!(error instanceof ClosureError)) throw error
  memory.set(fn, () => {
    throw new ClosureError(error.message, error.variable)
  })
  throw error
}
