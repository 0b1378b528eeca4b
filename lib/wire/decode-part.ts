import type { Failure, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { functionBehind } from '../model/function-notes.js'
import { describeTask, taskText } from '../model/task-info.js'
import { TooDeepError } from './apart.js'
import { restoreBuffers } from './buffers.js'
import { taskAt } from './coded-batch.js'
import { unpackColumn } from './column.js'
import { decodeError } from './error-record.js'
import { putErrors } from './error-results.js'
import { dropResult, receiveResult } from './large-result.js'
import type { PartMessage } from './message.js'
import { unsent } from './refusals.js'
import { TOO_DEEP } from './uncloneable.js'

/**
 * Turns what a worker tells of a batch into what the scheduler takes.
 *
 * @param refused tasks that were not sent, by position
 * @param where the tasks ran, in words: it is shown in the stacks of their errors
 */
export function decodePart(message: PartMessage, batch: Batch, refused: ReadonlyMap<number, unknown>, where: string): Part {
  const values = unpackColumn(message.values)
  restoreBuffers(values, message.buffers)
  const failures = receiveLarge(message, values as unknown[], batch)
  putErrors(values as unknown[], message.errors, (place) => functionBehind(taskAt(batch, message.offset + place).fn))
  for (const [position, record] of message.failures) {
    const error = decodeError(record, functionBehind(taskAt(batch, position).fn))
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

/** Puts large results in their places among the values, and returns the failures of those that are lost. */
function receiveLarge({ offset, apart = [] }: PartMessage, values: unknown[], batch: Batch): Failure[] {
  const failures: Failure[] = []
  for (const [place, result] of apart) {
    try {
      values[place] = receiveResult(result)
    } catch (error) {
      const position = offset + place
      failures.push({ position, error: error instanceof TooDeepError ? tooDeep(batch, position) : error })
    }
  }
  return failures
}

function tooDeep(batch: Batch, position: number): Error {
  return unsent(taskAt(batch, position), batch.start + position, { path: 'result', what: TOO_DEEP })
}

/** Frees what the results hold, where nobody wants them any more. */
export function dropPart({ apart = [] }: PartMessage): void {
  for (const [, result] of apart) dropResult(result)
}

/** Returns the report of a batch of which no task could be sent. */
export function refusedPart(refused: ReadonlyMap<number, unknown>): Part {
  const failures = [...refused].map(([position, error]) => ({ position, error }))
  return { offset: 0, values: failures.map(() => undefined), failures, elapsed: 0 }
}

/** Adds a last line to an error's stack that says which task it was. */
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
