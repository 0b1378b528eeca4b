import { Serializer } from 'node:v8'

/** Tells apart what goes with a message from what is only pointed at: shared memory costs nothing. */
class Scale extends Serializer {
  _getSharedArrayBufferId(): number {
    return 0
  }
}

/** How many bytes a message takes on its way. */
export function bytesIn(message: unknown): number {
  const scale = new Scale()
  scale.writeValue(message)
  return scale.releaseBuffer().byteLength
}

/** The shared memory that messages point at. */
export function sharedMemoryIn(value: unknown, found = new Set<SharedArrayBuffer>()): Set<SharedArrayBuffer> {
  if (value instanceof SharedArrayBuffer) found.add(value)
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    const parts = value instanceof Map || value instanceof Set ? [...value] : Object.values(value)
    for (const part of parts) sharedMemoryIn(part, found)
  }
  return found
}
