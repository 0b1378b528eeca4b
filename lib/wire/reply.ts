import type { Batch } from '../model/batch.js'
import type { Failure, Part } from '../model/backend.js'
import type { ResultSettings } from '../model/lending.js'
import { functionBehind } from '../model/stands-for.js'
import { describeTask, taskText } from '../model/task-info.js'
import type { Task } from '../model/task.js'
import { movables } from './apart.js'
import { asBuffer, restoreBuffers } from './buffers.js'
import { TooLargeError } from './bytes.js'
import { taskAt } from './coded-batch.js'
import { columnBuffers, packColumn, transferables, unpackColumn } from './column.js'
import { decodeError, encodeError } from './error-record.js'
import { type ErrorResults, errorResults, isErrorResult, putErrors } from './error-results.js'
import { isFragile } from './fragile.js'
import { dropResult, giveLarge, type Given, receiveResult } from './large-result.js'
import type { PartMessage } from './message.js'
import { unsent } from './refusals.js'
import { type CanClone, canCloneToThread, findUncloneable } from './uncloneable.js'

/** What a worker has to tell about a batch since it last told: a part that isn't encoded yet. */
export interface Progress extends Omit<PartMessage, 'kind' | 'values' | 'buffers' | 'apart' | 'errors' | 'failures' | 'unsent'> {
  readonly values: readonly unknown[]
  readonly failures: readonly Failure[]
}

export type Send = (message: PartMessage, transfer: ArrayBuffer[]) => void

/** A part without the results that travel in ways of their own. */
interface Rest extends Progress {
  readonly apart: NonNullable<PartMessage['apart']>
  readonly errors: ErrorResults
}

const NONE_LARGE: Given = { places: [], someLost: false }

/** Sends results; those that can't be sent are named instead, and the others go through. */
export function sendReply(progress: Progress, send: Send, canClone: CanClone, results?: ResultSettings): void {
  const isLost = (value: unknown) => isFragile(value) && !canClone(value)
  const errors = errorResults(progress.values, canClone)
  const cloned = without(errors, progress.values)
  const { places: apart, someLost } = results ? giveLarge(cloned, results, isLost) : NONE_LARGE
  const values = without(apart, cloned)
  const rest = { apart, errors, ...progress, values }
  if (someLost || values.some(isLost)) sendOthers(rest, send, canClone)
  else sendRest(rest, send, canClone)
}

function without(others: readonly (readonly [place: number, other: unknown])[], values: readonly unknown[]): readonly unknown[] {
  if (others.length === 0) return values
  const places = new Map(others)
  return values.map((value, i) => (places.has(i) ? undefined : value))
}

function sendRest(rest: Rest, send: Send, canClone: CanClone): void {
  try {
    post(rest, [], send, canClone)
  } catch (error) {
    if (!(error instanceof TooLargeError)) sendOthers(rest, send, canClone)
    else if (rest.values.length > 1) for (const one of oneByOne(rest)) sendRest(one, send, canClone)
    else sendNothing(rest, error, send, canClone)
  }
}

function sendOthers(rest: Rest, send: Send, canClone: CanClone): void {
  const { values, unsent } = withoutUncloneable(rest, canClone)
  post({ ...rest, values }, unsent, send, canClone)
}

function sendNothing(rest: Rest, { what }: TooLargeError, send: Send, canClone: CanClone): void {
  for (const [, result] of rest.apart) dropResult(result)
  post({ ...rest, values: [undefined], apart: [], errors: [] }, [[rest.offset, 'result', what]], send, canClone)
}

function post({ apart, errors, ...progress }: Rest, unsent: PartMessage['unsent'], send: Send, canClone: CanClone): void {
  const values = packColumn(progress.values)
  const buffers = columnBuffers(values)
  const failures = progress.failures.map(({ position, error }) => [position, encodeError(error, canClone)] as const)
  const transfer = [...transferables(values), ...apart.flatMap(([, result]) => movables(result))]
  const ways = { ...(buffers && { buffers }), ...(apart.length > 0 && { apart }), ...(errors.length > 0 && { errors }) }
  send({ kind: 'part', unsent, ...ways, ...progress, values, failures }, transfer)
}

function oneByOne(rest: Rest): readonly Rest[] {
  const last = rest.values.length - 1
  return rest.values.map((value, i) => ({
    ...rest,
    offset: rest.offset + i,
    values: [value],
    apart: rest.apart.filter(([place]) => place === i).map(([, result]) => [0, result]),
    errors: rest.errors.filter(([place]) => place === i).map(([, error]) => [0, error]),
    failures: rest.failures.filter(({ position }) => position === rest.offset + i),
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
  const failures = receiveLarge(message, values as unknown[])
  putErrors(values as unknown[], message.errors, (place) => sentFunction(taskAt(batch, message.offset + place)))
  for (const [position, record] of message.failures) {
    const error = decodeError(record, sentFunction(taskAt(batch, position)))
    failures.push({ position, error: withTask(error, taskTextAt(batch, position), where) })
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

/** Puts large results in their places. Gives those that are lost. */
function receiveLarge({ offset, apart = [] }: PartMessage, values: unknown[]): Failure[] {
  const failures: Failure[] = []
  for (const [place, result] of apart) {
    try {
      values[place] = receiveResult(result)
    } catch (error) {
      failures.push({ position: offset + place, error })
    }
  }
  return failures
}

/** Nobody wants to have the results. */
export function dropPart({ apart = [] }: PartMessage): void {
  for (const [, result] of apart) dropResult(result)
}

/** What a batch reports of whose tasks none could be sent. */
export function refusedPart(refused: ReadonlyMap<number, unknown>): Part {
  const failures = [...refused].map(([position, error]) => ({ position, error }))
  return { offset: 0, values: failures.map(() => undefined), failures, elapsed: 0 }
}

/** A result as it would arrive from a worker. Throws why it would not. */
export function sentResult(value: unknown, batch: Batch, position: number): unknown {
  if (isErrorResult(value)) return asArrived(value, taskAt(batch, position))
  const culprit = findUncloneable(value, canCloneToThread, 'result')
  if (culprit) throw unsent(taskAt(batch, position), batch.start + position, culprit)
  const clone: unknown = structuredClone(value)
  return Buffer.isBuffer(value) ? asBuffer(clone as Uint8Array) : clone
}

/** What a copy of the task's function has thrown in this thread, as it would arrive from a worker. */
export function asArrived(error: unknown, task: Task): unknown {
  return decodeError(encodeError(error, canCloneToThread), sentFunction(task))
}

/** The worker's stack, with a last line that says which task it was. */
function withTask(error: unknown, text: string, where: string): unknown {
  if (error instanceof Error && typeof error.stack === 'string' && Object.isExtensible(error)) {
    const value = `${error.stack}\n    in ${text} (${where})`
    Object.defineProperty(error, 'stack', { value, configurable: true, writable: true })
  }
  return error
}

/** The user's, where one of this library only calls it. */
function sentFunction({ fn }: Task): Function {
  return functionBehind(fn)
}

function taskTextAt(batch: Batch, position: number): string {
  return taskText(describeTask(taskAt(batch, position), batch.start + position))
}
