let bytes = 0
const registry = new FinalizationRegistry<number>((byteLength) => (bytes -= byteLength))

/** Memory of this worker, for as long as it needs it, that counts as lent. */
export function privateMemory(byteLength: number, fill: (memory: Uint8Array) => void): ArrayBuffer {
  const buffer = new ArrayBuffer(byteLength)
  fill(new Uint8Array(buffer))
  registry.register(buffer, byteLength)
  bytes += byteLength
  return buffer
}

/** The bytes of all private memory that somebody may still see. */
export function privateBytes(): number {
  return bytes
}
