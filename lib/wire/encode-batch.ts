import { type Shipment, toSent } from '../closure/node.js'
import type { Batch } from '../model/batch.js'
import type { Lender } from '../model/lender.js'
import type { TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { movables } from './apart.js'
import { type Coding, codingOf } from './coded-batch.js'
import { packArguments, type PackedArguments, packSingle, transferables } from './column.js'
import { Dependencies } from './dependencies.js'
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
  /** The shipments that go along: the worker will have them. */
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
 * Encodes a batch as one message: functions the worker lacks, function ids, arguments in columns.
 *
 * @throws what the serializer throws, where arguments next to large arrays can't be cloned
 */
export function encodeBatch(batch: Batch, options: EncodeBatchOptions): EncodedBatch {
  const { id, claim, settings, known, functions, lender, uncloneable } = options
  const { tasks } = batch
  const coding = codingOf(batch)
  const dependencies = new Dependencies({ functions, known, refused: refusedBefore(tasks, uncloneable, coding) })
  const { refused } = dependencies
  const fns = encodeFunctions(tasks, dependencies)
  const codec = coding && encodeCodec(coding, tasks, dependencies)
  const captured = encodeCaptured(uncloneable, dependencies)
  const isLeftOut = (position: number) => refused.has(position) || uncloneable.captured.has(position)
  const handles = takeShared(tasks, (handle, position) => (isLeftOut(position) ? 0 : dependencies.handleId(handle, position)))
  const leavesOut = refused.size > 0 || captured.length > 0
  const packed = encodeArguments(tasks, handles?.lists, leavesOut ? isLeftOut : undefined)
  const args = lendArguments(packed, lender, (position, error) => refused.set(position, error))
  const shipments = [...dependencies.lacking]
  return {
    message: {
      kind: 'batch',
      id,
      size: tasks.length,
      claim,
      settings,
      forget: known.size === 0,
      functions: shipments.map(toSent),
      fns,
      ...(codec && { codec }),
      args,
      ...(handles && { shared: handles.shared }),
      ...(captured.length > 0 && { captured }),
      refused: [...refused.keys()],
    },
    transfer: 'bytes' in args ? movables(args) : transferables(args),
    refused,
    shipments,
  }
}

/** Tasks of the batch of which it is known before that they can't be sent; there may be fewer tasks by now. */
function refusedBefore(tasks: Tasks, uncloneable: Uncloneable, coding: Coding | undefined) {
  const refused = [...uncloneable.refused, ...(coding?.refused ?? [])]
  return refused.filter(([position]) => position < tasks.length)
}

/** Returns the id of the one function of all tasks, or their ids by position; 0 for those that can't be sent. */
function encodeFunctions(tasks: Tasks, dependencies: Dependencies): number | number[] {
  const single = tasks instanceof MappedTasks ? dependencies.functionId(tasks.fn, [0]) : 0
  if (single > 0) return single
  let fns: number | number[] = -1
  let last: TaskFunction | undefined
  let lastId = -1
  let position = 0
  for (const { fn } of tasks) {
    if (fn !== last) {
      lastId = dependencies.functionId(fn, [position])
      last = lastId > 0 ? fn : undefined // a function that can't be sent is asked for again, to refuse each of its tasks
    }
    if (typeof fns === 'number' && fns !== lastId) fns = position === 0 ? lastId : Array<number>(position).fill(fns)
    if (typeof fns !== 'number') fns.push(lastId)
    position++
  }
  return fns
}

/** Returns the ids of the codec's two functions. Without them no task can be sent. */
function encodeCodec({ decode, encode }: Coding, tasks: Tasks, dependencies: Dependencies): BatchMessage['codec'] {
  const all = Array.from({ length: tasks.length }, (_, position) => position)
  const idOf = (fn: TaskFunction | undefined) => (fn ? dependencies.functionId(fn, all) : 0)
  return [idOf(decode), idOf(encode)]
}

/** Arguments that were captured, of the tasks that are sent. */
function encodeCaptured(uncloneable: Uncloneable, dependencies: Dependencies): NonNullable<BatchMessage['captured']> {
  const captured = [...uncloneable.captured].filter(([position]) => !dependencies.refused.has(position))
  for (const [, shipment] of captured) dependencies.addNeeds(shipment)
  return captured.map(([position, shipment]) => [position, toSent(shipment)])
}

type ArgumentLists = readonly (readonly unknown[])[]

/** Packs the arguments of tasks, or the lists given instead, without those of tasks that are left out. */
function encodeArguments(tasks: Tasks, apart?: ArgumentLists, isLeftOut?: (position: number) => boolean): PackedArguments {
  if (tasks instanceof MappedTasks && !apart && !isLeftOut) return packSingle(tasks.items as readonly unknown[])
  const lists = apart ?? Array.from(tasks, ({ args }) => args)
  return packArguments(isLeftOut ? lists.map((list, i) => (isLeftOut(i) ? [undefined] : list)) : lists)
}
