let copied = 0
const registry = new FinalizationRegistry<number>((byteLength) => (copied -= byteLength))

/** Memory of this worker, for as long as it needs it, that counts as lent. */
export function newCopy(byteLength: number, fill: (bytes: Uint8Array) => void): ArrayBuffer {
  const buffer = new ArrayBuffer(byteLength)
  fill(new Uint8Array(buffer))
  registry.register(buffer, byteLength)
  copied += byteLength
  return buffer
}

/** Of copies that somebody may still see. */
export function copiedBytes(): number {
  return copied
}
