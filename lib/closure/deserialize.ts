import type { Nodes } from './node.js'

/** The nodes of a shipment. */
export function deserialize(bytes: Uint8Array): Nodes {
  const { Deserializer } = process.getBuiltinModule('node:v8') // not before the first function is there
  const reader = new Deserializer(bytes)
  reader.readHeader()
  return reader.readValue() as Nodes
}
