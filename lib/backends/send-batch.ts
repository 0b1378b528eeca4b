import type { Batch } from '../model/batch.js'
import { TooLargeError } from '../wire/bytes.js'
import { taskAt } from '../wire/coded-batch.js'
import { encodeBatch, type EncodeBatchOptions } from '../wire/encode-batch.js'
import { notCloneable } from '../wire/refusals.js'
import { ALL_CLONEABLE, isFragileBatch, sortUncloneable, type Uncloneable } from '../wire/uncloneable-arguments.js'
import type { WorkerSlot } from './worker-slot.js'

interface SendOptions extends Pick<EncodeBatchOptions, 'id' | 'settings' | 'functions' | 'lender'> {
  /** Whether the worker could not read the batch: what is nested deep in it is captured this time. */
  readonly isTooDeep: boolean
}

export interface SentBatch {
  /** As much of the batch as fits into a message. */
  readonly batch: Batch
  /** Errors of tasks that the worker is not to run, by position. If these are all tasks, nothing was sent. */
  readonly refused: ReadonlyMap<number, unknown>
  /** How many tasks the worker may start before it tells what became of them. */
  readonly claim: number
  /** Milliseconds that encoding and serializing the batch took. */
  readonly sending: number
}

/** Sends a worker a batch, or the first part of one that is too large for a message. */
export function sendBatch(slot: WorkerSlot, batch: Batch, options: SendOptions): SentBatch {
  try {
    return sendCloneable(slot, batch, options)
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    const { tasks, start } = batch
    if (tasks.length > 1) return sendBatch(slot, { ...batch, tasks: tasks.slice(0, Math.ceil(tasks.length / 2)) }, options)
    const refusal = notCloneable(taskAt(batch, 0), start, { path: 'args', what: error.what })
    return { batch, refused: new Map([[0, refusal]]), claim: 0, sending: 0 }
  }
}

/** Looks for arguments that can't be cloned only where there must be some: that takes longer than sending. */
function sendCloneable(slot: WorkerSlot, batch: Batch, options: SendOptions): SentBatch {
  const { canClone } = slot.transport
  const uncloneable = () => sortUncloneable(batch, canClone, options)
  if (options.isTooDeep || isFragileBatch(batch, canClone)) return send(slot, batch, options, uncloneable())
  try {
    return send(slot, batch, options, ALL_CLONEABLE)
  } catch (error) {
    if (error instanceof TooLargeError) throw error
    const found = uncloneable()
    if (found.refused.size + found.captured.size === 0) throw error
    return send(slot, batch, options, found)
  }
}

function send(slot: WorkerSlot, batch: Batch, options: SendOptions, uncloneable: Uncloneable): SentBatch {
  const started = performance.now()
  const { known, usage } = slot
  const { id, settings, functions, lender } = options
  const claim = settings.reportEach ? 1 : usage.claim
  if (known.isTooMany) known.clear()
  const encoded = encodeBatch(batch, { id, claim, settings, known, functions, lender, uncloneable })
  const { message, transfer, refused, shipments } = encoded
  if (refused.size === batch.tasks.length) return { batch, refused, claim: 0, sending: 0 }
  slot.send(message, transfer)
  const sending = performance.now() - started
  known.add(shipments, batch.call)
  return { batch, refused, claim, sending }
}
