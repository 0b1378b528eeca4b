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

/** The shared memory that a message points at. */
export function sharedMemoryIn(message: unknown): SharedArrayBuffer[] {
  const found = new Set([message])
  for (const value of found) {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue
    for (const part of value instanceof Map || value instanceof Set ? value : Object.values(value)) found.add(part)
  }
  return [...found].filter((value) => value instanceof SharedArrayBuffer)
}
