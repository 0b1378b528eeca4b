import { ClosureError } from '../model/errors.js'
import type { TaskFunction } from '../model/task.js'
import { shipNative } from './native.js'
import type { Shipment, Shipping } from './shipment.js'
import { isNativeText } from './text.js'
import { shipWritten } from './written.js'

/** What came of the functions that were asked for before: a way to give it, or throw it, again. */
const memory = new WeakMap<TaskFunction, () => Shipping>()

/**
 * Turns a function into data that `revive` turns back into a function in another thread or process.
 *
 * @returns always the same for the same function. What a bound function is bound to is in it, live, not copied
 * @throws ClosureError `ERR_CLOSURE_CAPTURE` when the function needs something that a worker hasn't got
 */
export function ship(fn: TaskFunction): Shipping {
  const known = memory.get(fn)
  if (known) return known()
  const shipped = attempt(fn)
  if (!(shipped instanceof Promise)) return remember(fn, shipped)
  const settled = shipped.then(
    (shipment) => remember(fn, shipment),
    (error: unknown) => fail(fn, error),
  )
  memory.set(fn, () => settled.catch(throwAnew))
  return settled
}

function attempt(fn: TaskFunction): Shipping {
  const text = Function.prototype.toString.call(fn)
  try {
    return isNativeText(text) ? shipNative(fn, ship) : shipWritten(fn, text)
  } catch (error) {
    return fail(fn, error)
  }
}

function remember(fn: TaskFunction, shipment: Shipment): Shipment {
  memory.set(fn, () => shipment)
  return shipment
}

function fail(fn: TaskFunction, error: unknown): never {
  memory.set(fn, () => throwAnew(error))
  throw error
}

/** Every caller gets an error of its own: a task is going to be attached to it. */
function throwAnew(error: unknown): never {
  throw error instanceof ClosureError ? new ClosureError(error.message, error.variable) : error
}
