import { serialize } from '../../lib/closure/encode/serialize.js'
import { Heap } from '../../lib/closure/heap.js'
import type { Code, Node, Composite, Property, Sent } from '../../lib/closure/node.js'

/** Nodes as a worker gets them; the first id is that of the shipment. */
export function shipmentOf(nodes: Readonly<Record<number, Node>>, live: readonly unknown[] = []): Sent {
  const entries = Object.entries(nodes).map(([id, node]) => [Number(id), node] as const)
  return { id: entries[0]![0], bytes: serialize(entries), live }
}

/** The value of the first node, made at once. */
export function made<T = any>(nodes: Readonly<Record<number, Node>>, live?: readonly unknown[]): T {
  const heap = new Heap()
  const shipment = shipmentOf(nodes, live)
  const loading = heap.install(shipment)
  if (loading) throw new Error('expected nothing to be imported')
  return heap.valueOf(shipment.id) as T
}

export function code(text: string, rest: Partial<Code> = {}): Code {
  return {
    kind: 'code',
    text,
    name: undefined,
    strict: true,
    place: undefined,
    imports: false,
    locals: [],
    early: [],
    variables: [],
    props: [],
    prototype: [],
    prototypeParent: undefined,
    parent: undefined,
    integrity: 'open',
    ...rest,
  }
}

export function object(props: readonly Property[] = [], rest: Partial<Composite> = {}): Composite {
  return { kind: 'object', base: 'object', parent: undefined, props, extensible: true, ...rest }
}
