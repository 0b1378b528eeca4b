/** A value as the bytes that go to a process, or come from one. */
export function toBytes(value: unknown): Buffer {
  return v8().serialize(value)
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
