import { types } from 'node:util'
import { ClosureError } from '../model/errors.js'
import type { TaskFunction } from '../model/task.js'
import { asRequired } from './exports.js'
import { isStandardGlobal } from './globals.js'
import { inspectFunction } from './inspector.js'
import type { Binding } from './inspector.js'
import { asBuiltin, asGlobal } from './known-functions.js'
import { boundTo, IS_NATIVE, IS_PROXY, NO_INSPECTOR } from './reasons.js'
import { refusal } from './refusal.js'
import type { Bound, Operand, Shipment, Shipping } from './shipment.js'

type Ship = (fn: TaskFunction) => Shipping

/** A function without a text of its own: native code, a bound function, a Proxy. */
export function shipNative(fn: TaskFunction, ship: Ship): Shipping {
  const named = asGlobal(fn)
  if (named) return named
  const inspected = inspectFunction(fn)
  // first, because there may be many of them, and it takes long to look through all modules
  if (inspected?.bound) return shipBound(fn, inspected.bound, ship)
  const found = asBuiltin(fn) ?? asRequired(fn)
  if (found) return found
  throw refusal(fn, undefined, types.isProxy(fn) ? IS_PROXY : inspected ? IS_NATIVE : NO_INSPECTOR)
}

function shipBound(fn: TaskFunction, bound: Binding, ship: Ship): Shipping {
  try {
    const target = ship(bound.target)
    const operands = [bound.self, ...bound.args].map((value) => operand(value, ship))
    const pending = [target, ...operands].some((part) => part instanceof Promise)
    if (!pending) return toBound(fn, target as Shipment, bound.self, operands as Operand[])
    return Promise.all([target, Promise.all(operands)]).then((parts) => toBound(fn, parts[0], bound.self, parts[1]))
  } catch (error) {
    const exported = error instanceof ClosureError ? asRequired(fn) : undefined
    if (exported) return exported
    throw error
  }
}

function toBound(fn: TaskFunction, target: Shipment, boundSelf: unknown, operands: readonly Operand[]): Bound {
  const [self, ...args] = operands as [Operand, ...Operand[]]
  const isNative = target.kind === 'global' || target.kind === 'builtin'
  if (!isNative && !keepsItsClass(boundSelf)) throw refusal(fn, undefined, boundTo(boundSelf as object))
  return { kind: 'bound', target, self, args }
}

function operand(value: unknown, ship: Ship): Operand | Promise<Operand> {
  if (typeof value !== 'function') return { value }
  const shipped = ship(value as TaskFunction)
  return shipped instanceof Promise ? shipped.then((fn) => ({ fn })) : { fn: shipped }
}

/** Whether a structured clone of the value has the same methods. */
function keepsItsClass(value: unknown): boolean {
  if (Object(value) !== value || typeof value === 'function') return true
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null) return true
  const { constructor } = prototype as object
  return constructor?.prototype === prototype && isStandardGlobal(constructor.name) && isNativeClass(constructor)
}

function isNativeClass(constructor: Function): boolean {
  return Reflect.get(globalThis, constructor.name) === constructor
}
