import type { Shipment } from '../closure/shipment.js'
import type { Batch } from '../model/batch.js'
import { describeTask, taskText } from '../model/task-info.js'
import { NotCloneableError } from '../model/errors.js'
import type { Task, TaskFunction } from '../model/task.js'
import { type Column, packArguments, type PackedArguments, transferables } from './column.js'
import type { ErrorRecord } from './error-record.js'
import { isFragile } from './fragile.js'
import { shippedFunction } from './functions.js'
import { type CanClone, type Culprit, findUncloneable } from './uncloneable.js'

/** What the parent tells a worker. */
export type ToWorker = BatchMessage | { readonly kind: 'cut'; readonly id: number }

export interface BatchMessage {
  readonly kind: 'batch'
  readonly id: number
  readonly size: number
  /** How many tasks may be started before the worker must tell what became of them. */
  readonly claim: number
  /** The worker is to forget the functions it has: there are many of them, and it may need none again. */
  readonly forget: boolean
  /** Functions that this worker hasn't got yet, or is to forget. */
  readonly functions: readonly (readonly [id: number, shipment: Shipment])[]
  /** One function for all tasks, or one for each. */
  readonly fns: number | readonly number[]
  readonly args: PackedArguments
  /** Positions of tasks that are not to be run: the parent has failed them already. */
  readonly refused: readonly number[]
}

/** What a worker tells the parent. */
export type FromWorker = PartMessage | { readonly kind: 'dying'; readonly error: ErrorRecord | undefined }

export interface PartMessage {
  readonly kind: 'part'
  readonly id: number
  readonly offset: number
  readonly values: Column
  readonly failures: readonly (readonly [position: number, error: ErrorRecord])[]
  /** Results that could not be sent. */
  readonly unsent: readonly (readonly [position: number, path: string, what: string])[]
  readonly elapsed: number
  /** How many further tasks may be started before the next part. */
  readonly claim: number
  /** Whether the worker is through with the batch. */
  readonly end: boolean
}

export interface EncodedBatch {
  readonly message: BatchMessage
  readonly transfer: ArrayBuffer[]
  /** Tasks that can't be sent, by position. */
  readonly refused: ReadonlyMap<number, unknown>
}

export interface EncodeBatchOptions {
  readonly id: number
  readonly claim: number
  /** Ids of the functions that the worker has. */
  readonly known: ReadonlySet<number>
  /** Tasks not to be sent, by position. */
  readonly refused: ReadonlyMap<number, unknown>
}

/** A batch as one message: functions the worker lacks, function ids, arguments in columns. */
export function encodeBatch({ tasks }: Batch, options: EncodeBatchOptions): EncodedBatch {
  const refused = new Map(options.refused)
  const functions = new Map<number, Shipment>()
  let fns: number | number[] = -1
  let last: TaskFunction | undefined
  let lastId = -1
  for (let i = 0; i < tasks.length; i++) {
    const { fn } = tasks[i]!
    if (fn !== last) {
      const { id, shipment, error } = shippedFunction(fn)
      if (shipment === undefined) refused.set(i, error)
      else if (!options.known.has(id)) functions.set(id, shipment)
      last = shipment && fn
      lastId = id
    }
    if (typeof fns === 'number' && fns !== lastId) fns = i === 0 ? lastId : Array<number>(i).fill(fns)
    if (typeof fns !== 'number') fns.push(lastId)
  }
  const args = packArguments(tasks.map((task, i) => (refused.has(i) ? [undefined] : task.args)))
  return {
    message: {
      kind: 'batch',
      id: options.id,
      size: tasks.length,
      claim: options.claim,
      forget: options.known.size === 0,
      functions: [...functions],
      fns,
      args,
      refused: [...refused.keys()],
    },
    transfer: transferables(args),
    refused,
  }
}

/** Whether some argument must not be sent, although sending it would seem to work. */
export function isFragileBatch(batch: Batch, canClone: CanClone): boolean {
  return batch.tasks.some(({ args }) => args.some((arg) => isFragile(arg) && !canClone(arg)))
}

/** Why each task of a batch that could not be sent as a whole can't be sent, by position. */
export function findRefused(batch: Batch, canClone: CanClone): ReadonlyMap<number, unknown> {
  const refused = new Map<number, unknown>()
  for (const [position, task] of batch.tasks.entries()) {
    const culprit = findCulprit(task, canClone)
    if (!culprit) continue
    const text = taskText(describeTask(task, batch.start + position))
    const message = `${text} can't be sent to a worker: ${culprit.path} is ${culprit.what}. Pass plain data, or make it inside the task`
    refused.set(position, new NotCloneableError('argument', culprit.path, message))
  }
  return refused
}

function findCulprit({ fn, args }: Task, canClone: CanClone): Culprit | undefined {
  return findUncloneable(args, canClone, 'args') ?? findUncloneable(shippedFunction(fn).shipment, canClone, fn.name)
}
