/** What Node's channel between processes can carry at a time: longer messages end whoever reads them. */
const MOST_BYTES = 2 ** 31 - 2 ** 20

/** A message is too long for the channel. */
export class TooLargeError extends Error {
  /** As it reads in a sentence about the culprit. */
  readonly what: string

  constructor(bytes: number) {
    const what = `larger (${(bytes / 1e9).toFixed(1)} GB) than what fits into a message to a process, 2 GiB`
    super(`a message is ${what}`)
    this.what = what
  }
}

/**
 * A value as the bytes that go to a process, or come from one.
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

/** What arrives of a value that is sent to a process. */
export function throughBytes(value: unknown): unknown {
  return fromBytes(toBytes(value))
}

/** Loading it takes a millisecond, and threads have no use for it. */
function v8() {
  return process.getBuiltinModule('node:v8')
}
