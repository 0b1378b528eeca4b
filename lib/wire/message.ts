import type { Sent, Shipment } from '../closure/node.js'
import type { PartSpan, TaskTime } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import type { LogEntry } from '../model/events.js'
import type { Lender, ResultSettings, ResultToken, Token } from '../model/lending.js'
import type { TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { type Apart, movables } from './apart.js'
import type { BufferPlaces } from './buffers.js'
import { canCloneCheaply } from './can-clone-cheaply.js'
import { codingOf, taskAt } from './coded-batch.js'
import { type Column, packArguments, type PackedArguments, packSingle, transferables } from './column.js'
import type { ErrorRecord } from './error-record.js'
import type { ErrorResults } from './error-results.js'
import { isFragile } from './fragile.js'
import type { Functions } from './functions.js'
import { lendArguments } from './lent-arguments.js'
import { notCloneable } from './refusals.js'
import { type SharedArguments, takeShared, withoutShared } from './shared-arguments.js'
import { someOf } from './some-of.js'
import { type CanClone, type Culprit, findUncloneable } from './uncloneable.js'

/** What the parent tells a worker. */
export type ToWorker = BatchMessage | ForgetMessage | ReleaseMessage | { readonly kind: 'cut'; readonly id: number }

/** The worker needs these shipments no more; batches sent before this message may still. */
export interface ForgetMessage {
  readonly kind: 'forget'
  readonly ids: readonly number[]
}

/** Files that were lent are no more. */
export interface ReleaseMessage {
  readonly kind: 'release'
  /** Of their tokens. */
  readonly files: readonly string[]
}

export interface BatchMessage {
  readonly kind: 'batch'
  readonly id: number
  readonly size: number
  /** How many tasks may be started before the worker must tell what became of them. */
  readonly claim: number
  readonly settings: BatchSettings
  /** The worker is to forget the functions it has: there are many of them, and it may need none again. */
  readonly forget: boolean
  /** What this worker hasn't got yet, or is to forget, of the functions and of what they need; in order. */
  readonly functions: readonly Sent[]
  /** One function for all tasks, or one for each. */
  readonly fns: number | readonly number[]
  /** What makes their arguments again, and what results become: the ids of functions; 0: none. */
  readonly codec?: readonly [decode: number, encode: number]
  /** Apart where some of their memory is lent. */
  readonly args: PackedArguments | Apart<Token>
  /** Handles that `args` lacks. */
  readonly shared?: SharedArguments
  /** Arguments with functions in them, by position. */
  readonly captured?: readonly (readonly [position: number, args: Sent])[]
  /** Positions of tasks that are not to be run: the parent has failed them already. */
  readonly refused: readonly number[]
}

/** What a worker tells the parent. */
export type FromWorker =
  | PartMessage
  | LogMessage
  | UnloadableMessage
  | { readonly kind: 'dying'; readonly error: ErrorRecord | undefined }

/** Something was written. */
export interface LogMessage extends Pick<LogEntry, 'level' | 'text'> {
  readonly kind: 'log'
  /** Of the batch that the worker has begun last. */
  readonly id: number
  /** Of the task that was running; undefined between tasks. */
  readonly position: number | undefined
}

/** A batch was not run, nor will be: a module that its functions need can't be loaded in the worker. */
export interface UnloadableMessage {
  readonly kind: 'unloadable'
  /** Of the batch. */
  readonly id: number
  /** Shipments that the worker hasn't got for this reason: of this batch, and perhaps of earlier ones. */
  readonly functions: readonly number[]
  readonly error: ErrorRecord
}

export interface PartMessage {
  readonly kind: 'part'
  readonly id: number
  readonly offset: number
  readonly values: Column
  /** Positions among the values of those that are Buffers. */
  readonly buffers?: BufferPlaces
  /** Results with large arrays, by position among the values. */
  readonly apart?: readonly (readonly [place: number, result: Apart<ResultToken>])[]
  /** Results that are errors. */
  readonly errors?: ErrorResults
  readonly failures: readonly (readonly [position: number, error: ErrorRecord])[]
  /** Results that could not be sent. */
  readonly unsent: readonly (readonly [position: number, path: string, what: string])[]
  readonly elapsed: number
  readonly longest: readonly TaskTime[]
  readonly spans: readonly PartSpan[]
  /** How many further tasks may be started before the next part. */
  readonly claim: number
  /** Whether the worker is through with the batch. */
  readonly end: boolean
  /** The worker takes more memory than it may. */
  readonly full: boolean
}

export const ALL_CLONEABLE: Uncloneable = { refused: new Map(), captured: new Map() }

export interface EncodedBatch {
  readonly message: BatchMessage
  readonly transfer: ArrayBuffer[]
  /** Tasks that can't be sent, by position. */
  readonly refused: ReadonlyMap<number, unknown>
  /** What the worker will have. */
  readonly shipments: readonly Shipment[]
}

/** How a batch is to be run, the same for all batches of an executor. */
export interface BatchSettings {
  /** How many cores the tasks may use for parallel work of their own. */
  readonly cores: number
  /** The worker tells when it begins and what became of each task before it starts the next: each is timed. */
  readonly reportEach?: boolean
  /** The worker tells when tasks ran. */
  readonly traced?: boolean
  /** What is written from now on, until the next batch begins, is told instead of printed. */
  readonly logs?: boolean
  /** Bytes that the worker may take; it ends the batch early when it takes more. */
  readonly maxMemory?: number | undefined
  /** How results with large arrays travel; undefined: as all others. */
  readonly results?: ResultSettings | undefined
  /** Tasks that write to what is lent read-only fail. */
  readonly strict?: boolean
}

export interface EncodeBatchOptions {
  readonly id: number
  readonly claim: number
  readonly settings: BatchSettings
  /** Ids of the shipments that the worker has. */
  readonly known: { has(id: number): boolean; readonly size: number }
  readonly functions: Functions
  readonly lender: Lender
  readonly uncloneable: Uncloneable
}

/** Tasks whose arguments the transport can't clone. */
export interface Uncloneable {
  /** Those that can't be sent at all, with the reason. */
  readonly refused: ReadonlyMap<number, unknown>
  /** Those with functions in them. */
  readonly captured: ReadonlyMap<number, Shipment>
}

/**
 * A batch as one message: functions the worker lacks, function ids, arguments in columns.
 *
 * @throws what the serializer throws, where arguments next to large arrays can't be cloned
 */
export function encodeBatch(batch: Batch, options: EncodeBatchOptions): EncodedBatch {
  const { tasks } = batch
  const { id, claim, settings, known, functions, lender, uncloneable } = options
  const coding = codingOf(batch)
  const refusals = [...uncloneable.refused, ...(coding?.refused ?? [])]
  const refused = new Map(refusals.filter(([position]) => position < tasks.length))
  const shipments = new Set<Shipment>()
  const send = (shipment: Shipment) => known.has(shipment.id) || shipments.add(shipment)
  const idOf = (fn: TaskFunction, refuse: (error: unknown) => void) => {
    const shipment = functions.shipmentOf(fn)
    if (shipment) [...shipment.needs, shipment].forEach(send)
    else refuse(functions.errorOf(fn))
    return shipment?.id ?? 0
  }
  const fns = encodeFunctions(tasks, (fn, position) => idOf(fn, (error) => refused.set(position, error)))
  const refuseAll = (error: unknown) => [...tasks].forEach((_, position) => refused.set(position, error))
  const codecId = (fn: TaskFunction | undefined) => (fn ? idOf(fn, refuseAll) : 0)
  const codec = coding && ([codecId(coding.decode), codecId(coding.encode)] as const)
  const captured = [...uncloneable.captured].filter(([position]) => !refused.has(position))
  for (const [, { needs }] of captured) needs.forEach(send)
  const isLeftOut = (position: number) => refused.has(position) || uncloneable.captured.has(position)
  const handles = takeShared(tasks, (handle, position) => {
    if (isLeftOut(position)) return 0
    const { shipment, error } = functions.shared(handle)
    if (shipment) [...shipment.needs, shipment].forEach(send)
    else refused.set(position, error)
    return shipment?.id ?? 0
  })
  const leavesOut = refused.size > 0 || captured.length > 0
  const packed = encodeArguments(tasks, handles?.lists, leavesOut ? isLeftOut : undefined)
  const args = lendArguments(packed, lender, (position, error) => refused.set(position, error))
  return {
    message: {
      kind: 'batch',
      id,
      size: tasks.length,
      claim,
      settings,
      forget: known.size === 0,
      functions: [...shipments].map(toSent),
      fns,
      ...(codec && { codec }),
      args,
      ...(handles && { shared: handles.shared }),
      ...(captured.length > 0 && { captured: captured.map(([position, args]) => [position, toSent(args)] as const) }),
      refused: [...refused.keys()],
    },
    transfer: 'bytes' in args ? movables(args) : transferables(args),
    refused,
    shipments: [...shipments],
  }
}

export function toSent({ id, bytes, live }: Shipment): Sent {
  return { id, bytes, live }
}

/** @param idOf is asked about every position whose function can't be sent, and else where the function changes */
function encodeFunctions(tasks: Tasks, idOf: (fn: TaskFunction, position: number) => number): number | number[] {
  const single = tasks instanceof MappedTasks ? idOf(tasks.fn, 0) : 0
  if (single > 0) return single
  let fns: number | number[] = -1
  let last: TaskFunction | undefined
  let lastId = -1
  let position = 0
  for (const { fn } of tasks) {
    if (fn !== last) {
      lastId = idOf(fn, position)
      last = lastId > 0 ? fn : undefined
    }
    if (typeof fns === 'number' && fns !== lastId) fns = position === 0 ? lastId : Array<number>(position).fill(fns)
    if (typeof fns !== 'number') fns.push(lastId)
    position++
  }
  return fns
}

type ArgumentLists = readonly (readonly unknown[])[]

/** @param apart what to send instead of all that the tasks have */
function encodeArguments(tasks: Tasks, apart?: ArgumentLists, isLeftOut?: (position: number) => boolean): PackedArguments {
  if (tasks instanceof MappedTasks && !apart && !isLeftOut) return packSingle(tasks.items as readonly unknown[])
  const lists = apart ?? Array.from(tasks, ({ args }) => args)
  return packArguments(isLeftOut ? lists.map((list, i) => (isLeftOut(i) ? [undefined] : list)) : lists)
}

/** Whether some argument must not be sent, although sending it would seem to work. */
export function isFragileBatch({ tasks }: Batch, canClone: CanClone): boolean {
  const mustNotBeSent = (arg: unknown) => isFragile(arg) && !canClone(arg)
  if (tasks instanceof MappedTasks) return someOf(tasks.items, mustNotBeSent)
  for (const { args } of tasks) if (args.some(mustNotBeSent)) return true
  return false
}

/** What is to be done about tasks whose arguments the transport can't clone. */
export function sortUncloneable(
  batch: Batch, canClone: CanClone, { functions, lender }: Pick<EncodeBatchOptions, 'functions' | 'lender'>,
): Uncloneable {
  const refused = new Map<number, unknown>()
  const captured = new Map<number, Shipment>()
  const cheaply: CanClone = (value) => canCloneCheaply(value, canClone, lender)
  for (const [position, task] of [...batch.tasks].entries()) {
    const args = withoutShared(task.args)
    const found = findUncloneable(args, cheaply, 'args')
    // a function is one for sure; of anything else the transport has the last word, though it copies large arrays for that
    const culprit = isCapturable(found) ? found : found && findUncloneable(args, canClone, 'args')
    if (!culprit) continue
    try {
      if (!isCapturable(culprit)) throw notCloneable(taskAt(batch, position), batch.start + position, culprit)
      captured.set(position, functions.shipArguments(task.args))
    } catch (error) {
      refused.set(position, error)
    }
  }
  return { refused, captured }
}

function isCapturable(culprit: Culprit | undefined): boolean {
  return culprit !== undefined && /\ba function\b|\ba handle of shared\(\)/.test(culprit.what)
}
