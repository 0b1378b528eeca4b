import { type Shipment, toSent } from '../closure/node.js'
import type { Batch } from '../model/batch.js'
import type { Lender } from '../model/lender.js'
import type { TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { movables } from './apart.js'
import { codingOf } from './coded-batch.js'
import { packArguments, type PackedArguments, packSingle, transferables } from './column.js'
import type { Functions } from './functions.js'
import { lendArguments } from './lent-arguments.js'
import type { BatchMessage, BatchSettings } from './message.js'
import { takeShared } from './shared-arguments.js'
import type { Uncloneable } from './uncloneable-arguments.js'

export interface EncodedBatch {
  readonly message: BatchMessage
  readonly transfer: ArrayBuffer[]
  /** Tasks that can't be sent, by position. */
  readonly refused: ReadonlyMap<number, unknown>
  /** What the worker will have. */
  readonly shipments: readonly Shipment[]
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
