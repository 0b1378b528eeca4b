import { ClosureError } from '../model/errors.js'
import type { Lender } from '../model/lending.js'
import { noteSharedId, type Shared } from '../model/shared.js'
import type { By } from './encode/encoder.js'
import { localCodeBy } from './lasting.js'
import type { Shipment } from './node.js'
import { nowhere, shipUnit } from './ship-unit.js'

interface Shipped {
  readonly shipment: Shipment
  /** How code of local modules travels in it; undefined where there is none. */
  readonly by: By | undefined
}

const shipped = new WeakMap<Shared<unknown>, Shipped>()
const underWay = new Set<Shared<unknown>>()

/**
 * Turns the value of a handle into data, as it is when it is first asked for.
 *
 * @throws ClosureError `ERR_CLOSURE_CAPTURE` when it leads to something that a worker can't have
 */
export function shipShared(handle: Shared<unknown>, lender: Lender): Shipment {
  const known = shipped.get(handle)
  if (known && isFit(known, lender)) return known.shipment
  if (underWay.has(handle)) throw holdEachOther()
  underWay.add(handle)
  try {
    const made = ship(handle, lender)
    shipped.set(handle, made)
    noteSharedId(handle, made.shipment.id)
    return made.shipment
  } finally {
    underWay.delete(handle)
  }
}

function isFit({ shipment, by = localCodeBy() }: Shipped, { sharesMemory }: Lender): boolean {
  const isLive = [...shipment.needs, shipment].some(({ live }) => live.length > 0)
  return by === localCodeBy() && (sharesMemory || !isLive)
}

function ship(handle: Shared<unknown>, lender: Lender): Shipped {
  const by = localCodeBy()
  const { unit, shipment } = shipUnit(handle, {
    lender: lender.lasting,
    by,
    isDeep: false,
    given: nowhere,
    inspected: nowhere,
    elsewhere: nowhere,
    shared: (inner) => shipShared(inner, lender),
  })
  return { shipment: { ...shipment, lasting: true, handle }, by: unit.usesModules ? by : undefined }
}

function holdEachOther(): ClosureError {
  const hint = 'Put both values into one object, and share that'
  return new ClosureError(`a handle of shared() can't be sent to a worker: its value leads to a handle whose value leads back to it. ${hint}.`, { hint })
}
