import v8 from 'node:v8'
import { decodeError, encodeError } from '../../lib/wire/error-record.js'
import { type CanClone, canCloneToProcess, canCloneToThread } from '../../lib/wire/uncloneable.js'

export interface Transport {
  readonly name: string
  readonly canClone: CanClone
  carry<T>(value: T): T
}

/** Structured clone as worker threads do it, and as child processes do. */
export const transports: readonly Transport[] = [
  { name: 'threads', canClone: canCloneToThread, carry: (value) => structuredClone(value) },
  { name: 'processes', canClone: canCloneToProcess, carry: (value) => v8.deserialize(v8.serialize(value)) },
]

/** What a caller catches when a task throws `thrown` at the far end of the transport. */
export function caughtBy({ canClone, carry }: Transport, thrown: unknown): unknown {
  return decodeError(carry(encodeError(thrown, canClone)))
}
