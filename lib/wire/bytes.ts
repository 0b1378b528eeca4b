/** Bytes of a message that Node's channel between processes can carry: a longer one ends the process that reads it. */
const MOST_BYTES = 2 ** 31 - 2 ** 20

/** A message is too long for the channel. */
export class TooLargeError extends Error {
  /** The trouble, as it reads behind "is". */
  readonly what: string

  constructor(bytes: number) {
    const what = `larger (${(bytes / 1e9).toFixed(1)} GB) than what fits into a message to a process, 2 GiB`
    super(`a message is ${what}`)
    this.what = what
  }
}

/**
 * Serializes a value for its way to or from a process.
 *
 * @throws TooLargeError, and what the serializer throws
 */
export function toBytes(value: unknown): Buffer {
  const bytes = v8().serialize(value)
  if (bytes.length > MOST_BYTES) throw new TooLargeError(bytes.length)
  return bytes
}

export function fromBytes(bytes: Uint8Array): unknown {
  return v8().deserialize(bytes)
}

/** Returns what arrives of a value that is sent to a process. */
export function throughBytes(value: unknown): unknown {
  return fromBytes(toBytes(value))
}

/** Loads `node:v8` on demand: that takes a millisecond, and threads have no use for it. */
function v8() {
  return process.getBuiltinModule('node:v8')
}
