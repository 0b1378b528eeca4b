import { ClosureError } from '../model/errors.js'
import type { Lender } from '../model/lender.js'
import { noteSharedId, type Shared } from '../model/shared.js'
import { isToken } from '../model/tokens.js'
import type { By } from './encode/encoder.js'
import { holdsMemory, usesModules } from './encode/unit-facts.js'
import { localCodeBy } from './lasting.js'
import type { Shipment } from './node.js'
import { nowhere, shipUnit } from './ship-unit.js'

interface Shipped {
  readonly shipment: Shipment
  /** How code of local modules travels in it; undefined where there is none. */
  readonly by: By | undefined
  /** How memory is lent in it; undefined where there is none. */
  readonly lending: string | undefined
}

/** The shipments of a handle, one for each way in which its value has to travel. */
const shipped = new WeakMap<Shared<unknown>, readonly Shipped[]>()
const underWay = new Set<Shared<unknown>>()

/**
 * Turns the value of a handle into data, as it is when it is first asked for.
 *
 * @throws ClosureError `ERR_CLOSURE_CAPTURE` when it leads to something that a worker can't have; LargeArrayError
 */
export function shipShared(handle: Shared<unknown>, lender: Lender): Shipment {
  return shippedOf(handle, lender.lasting()).shipment
}

/**
 * Finds the shipment of a handle that fits this lender, or makes one.
 *
 * @param lender of memory that outlives calls
 */
function shippedOf(handle: Shared<unknown>, lender: Lender): Shipped {
  const known = (shipped.get(handle) ?? []).filter(isUpToDate)
  return known.find((each) => isFit(each, lender)) ?? addTo(known, handle, lender)
}

function addTo(known: readonly Shipped[], handle: Shared<unknown>, lender: Lender): Shipped {
  if (underWay.has(handle)) throw holdEachOther()
  underWay.add(handle)
  try {
    const made = ship(handle, lender)
    shipped.set(handle, [...known, made])
    noteSharedId(handle, made.shipment.id)
    return made
  } finally {
    underWay.delete(handle)
  }
}

function isUpToDate({ by = localCodeBy() }: Shipped): boolean {
  return by === localCodeBy()
}

function isFit({ shipment, lending }: Shipped, { key, sharesMemory }: Lender): boolean {
  const isLive = [...shipment.needs, shipment].some(({ live }) => live.some((each) => !isToken(each)))
  return (lending ?? key) === key && (sharesMemory || !isLive)
}

function ship(handle: Shared<unknown>, lender: Lender): Shipped {
  const by = localCodeBy()
  const inner = new Set<Shipped>()
  const { unit, shipment } = shipUnit(handle, {
    lender,
    by,
    isDeep: false,
    given: nowhere,
    inspected: nowhere,
    elsewhere: nowhere,
    shared: (other) => noteIn(inner, shippedOf(other, lender)),
  })
  return {
    shipment: { ...shipment, lasting: true, handle },
    by: usesModules(unit) || [...inner].some(({ by }) => by) ? by : undefined,
    lending: holdsMemory(unit) || [...inner].some(({ lending }) => lending !== undefined) ? lender.key : undefined,
  }
}

function noteIn(inner: Set<Shipped>, shipped: Shipped): Shipment {
  inner.add(shipped)
  return shipped.shipment
}

function holdEachOther(): ClosureError {
  const hint = 'Put both values into one object, and share that'
  const why = 'its value leads to a handle whose value leads back to it'
  return new ClosureError(`a handle of shared() can't be sent to a worker: ${why}. ${hint}.`, { hint })
}
