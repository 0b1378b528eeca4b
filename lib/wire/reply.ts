import type { Batch } from '../model/batch.js'
import type { Failure, Part } from '../model/backend.js'
import { describeTask, taskText } from '../model/task-info.js'
import { asBuffer, restoreBuffers } from './buffers.js'
import { TooLargeError } from './bytes.js'
import { taskAt } from './coded-batch.js'
import { columnBuffers, packColumn, transferables, unpackColumn } from './column.js'
import { decodeError, encodeError } from './error-record.js'
import { isFragile } from './fragile.js'
import type { PartMessage } from './message.js'
import { unsent } from './refusals.js'
import { type CanClone, canCloneToThread, findUncloneable } from './uncloneable.js'

/** What a worker has to tell about a batch since it last told: a part that isn't encoded yet. */
export interface Progress extends Omit<PartMessage, 'kind' | 'values' | 'buffers' | 'failures' | 'unsent'> {
  readonly values: readonly unknown[]
  readonly failures: readonly Failure[]
}

export type Send = (message: PartMessage, transfer: ArrayBuffer[]) => void

/** Sends results; those that can't be sent are named instead, and the others go through. */
export function sendReply(progress: Progress, send: Send, canClone: CanClone): void {
  const failures = progress.failures.map(({ position, error }) => [position, encodeError(error, canClone)] as const)
  const post = (values: readonly unknown[], unsent: PartMessage['unsent']) => {
    const column = packColumn(values)
    const buffers = columnBuffers(column)
    send({ kind: 'part', ...progress, values: column, ...(buffers && { buffers }), failures, unsent }, transferables(column))
  }
  const postOthers = () => {
    const { values, unsent } = withoutUncloneable(progress, canClone)
    post(values, unsent)
  }
  if (progress.values.some((value) => isFragile(value) && !canClone(value))) return postOthers()
  try {
    post(progress.values, [])
  } catch (error) {
    if (!(error instanceof TooLargeError)) postOthers()
    else if (progress.values.length > 1) for (const one of oneByOne(progress)) sendReply(one, send, canClone)
    else post([undefined], [[progress.offset, 'result', error.what]])
  }
}

function oneByOne(progress: Progress): readonly Progress[] {
  const last = progress.values.length - 1
  return progress.values.map((value, i) => ({
    ...progress,
    offset: progress.offset + i,
    values: [value],
    failures: progress.failures.filter(({ position }) => position === progress.offset + i),
    ...(i < last && { elapsed: 0, longest: [], spans: [], end: false }),
  }))
}

function withoutUncloneable({ offset, values }: Progress, canClone: CanClone) {
  const unsent: [number, string, string][] = []
  const sendable = values.map((value, i) => {
    const culprit = findUncloneable(value, canClone, 'result')
    if (!culprit) return value
    unsent.push([offset + i, culprit.path, culprit.what])
    return undefined
  })
  return { values: sendable, unsent }
}

/** A worker's part as the scheduler takes it; `where` says in words where the tasks ran. */
export function decodePart(message: PartMessage, batch: Batch, refused: ReadonlyMap<number, unknown>, where: string): Part {
  const values = unpackColumn(message.values)
  restoreBuffers(values, message.buffers)
  const failures: Failure[] = []
  for (const [position, record] of message.failures) {
    failures.push({ position, error: withTask(decodeError(record), taskTextAt(batch, position), where) })
  }
  for (const [position, path, what] of message.unsent) {
    failures.push({ position, error: unsent(taskAt(batch, position), batch.start + position, { path, what }) })
  }
  for (const [position, error] of refused) {
    if (position >= message.offset && position < message.offset + values.length) failures.push({ position, error })
  }
  if (failures.length > 1) failures.sort((a, b) => a.position - b.position)
  const { offset, elapsed, longest, spans } = message
  return { offset, values, failures, elapsed, longest, spans }
}

/** What a batch reports of whose tasks none could be sent. */
export function refusedPart(refused: ReadonlyMap<number, unknown>): Part {
  const failures = [...refused].map(([position, error]) => ({ position, error }))
  return { offset: 0, values: failures.map(() => undefined), failures, elapsed: 0 }
}

/** A result as it would arrive from a worker. Throws why it would not. */
export function sentResult(value: unknown, batch: Batch, position: number): unknown {
  const culprit = findUncloneable(value, canCloneToThread, 'result')
  if (culprit) throw unsent(taskAt(batch, position), batch.start + position, culprit)
  const clone: unknown = structuredClone(value)
  return Buffer.isBuffer(value) ? asBuffer(clone as Uint8Array) : clone
}

/** The worker's stack ends in the library's own frames; the line below them says which task it was. */
function withTask(error: unknown, text: string, where: string): unknown {
  if (error instanceof Error && typeof error.stack === 'string' && Object.isExtensible(error)) {
    const value = `${error.stack}\n    in ${text} (${where})`
    Object.defineProperty(error, 'stack', { value, configurable: true, writable: true })
  }
  return error
}

function taskTextAt(batch: Batch, position: number): string {
  return taskText(describeTask(taskAt(batch, position), batch.start + position))
}
