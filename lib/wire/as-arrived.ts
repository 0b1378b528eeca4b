import type { Batch } from '../model/batch.js'
import { functionBehind } from '../model/function-notes.js'
import type { Task } from '../model/task.js'
import { asBuffer } from './buffers.js'
import { taskAt } from './coded-batch.js'
import { decodeError, encodeError } from './error-record.js'
import { isErrorResult } from './error-results.js'
import { unsent } from './refusals.js'
import { canCloneToThread, findUncloneable } from './uncloneable.js'

/**
 * Returns a result of a task in this thread, as it would arrive from a worker.
 *
 * @throws NotCloneableError where it would not arrive
 */
export function resultAsArrived(value: unknown, batch: Batch, position: number): unknown {
  if (isErrorResult(value)) return errorAsArrived(value, taskAt(batch, position))
  const culprit = findUncloneable(value, canCloneToThread, 'result')
  if (culprit) throw unsent(taskAt(batch, position), batch.start + position, culprit)
  const clone: unknown = structuredClone(value)
  return Buffer.isBuffer(value) ? asBuffer(clone as Uint8Array) : clone
}

/** Returns what a copy of a task's function has thrown in this thread, as it would arrive from a worker. */
export function errorAsArrived(error: unknown, task: Task): unknown {
  return decodeError(encodeError(error, canCloneToThread), functionBehind(task.fn))
}
