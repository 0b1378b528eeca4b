import type { Node, Nodes } from '../node.js'

/** The plain serializer keeps what two views of one buffer share; Node's own would copy what each of them sees. */
export function serialize(nodes: Nodes): Uint8Array {
  const { Serializer } = process.getBuiltinModule('node:v8')
  const writer = new Serializer()
  writer.writeHeader()
  writer.writeValue(nodes)
  return writer.releaseBuffer()
}

/** The first node that can't be serialized by itself, among some that can't be serialized together. */
export function findUnserializable(nodes: Nodes): readonly [id: number, node: Node] | undefined {
  return nodes.find((entry) => {
    try {
      serialize([entry])
      return false
    } catch {
      return true
    }
  })
}
