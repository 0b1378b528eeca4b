import { Capture } from '../../lib/closure/capture.js'
import { deserialize } from '../../lib/closure/deserialize.js'
import { Heap } from '../../lib/closure/heap.js'
import type { Node, Nodes, Shipment } from '../../lib/closure/node.js'
import { lendsNothing } from '../../lib/model/lender.js'
import type { TaskFunction } from '../../lib/model/task.js'

/** A function as data, captured as for a call of its own. */
export function ship(fn: TaskFunction, capture = new Capture(lendsNothing(true))): Shipment {
  capture.prepare([fn])
  return capture.ship(fn)
}

/** What a worker makes of a shipment that it is sent. */
export async function revive<F = TaskFunction>({ needs, ...shipment }: Shipment, heap = new Heap()): Promise<F> {
  for (const { id, bytes, live } of [...needs, shipment]) await heap.install({ id, bytes: structuredClone(bytes), live })
  return heap.valueOf(shipment.id) as F
}

/** A function as a worker gets it. */
export function copyOf<F extends TaskFunction>(fn: F): Promise<F> {
  return revive<F>(ship(fn))
}

export function nodesOf({ bytes }: Shipment): Nodes {
  return deserialize(bytes)
}

/** The node that is the function itself. */
export function nodeOf(shipment: Shipment): Node {
  return nodesOf(shipment).find(([id]) => id === shipment.id)![1]
}

export function kindOf(fn: TaskFunction): Node['kind'] {
  return nodeOf(ship(fn)).kind
}
