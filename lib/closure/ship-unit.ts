import { TooDeepError } from './encode/data.js'
import { startOf } from './encode/trail.js'
import { Unit, type UnitOptions } from './encode/unit.js'
import type { Shipment } from './node.js'

/** Ships a value as one unit; data that is too deep to be cloned is taken apart. */
export function shipUnit(value: object, options: UnitOptions): { readonly unit: Unit; readonly shipment: Shipment } {
  try {
    const unit = new Unit(options)
    return { unit, shipment: unit.ship(value, startOf(value)) }
  } catch (error) {
    if (error instanceof TooDeepError) return shipUnit(value, { ...options, isDeep: true })
    throw error
  }
}

/** The answer of options that know of no value. */
export function nowhere(): undefined {
  return undefined
}
