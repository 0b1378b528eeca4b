import type { Shipment } from '../closure/node.js'
import type { Batch } from '../model/batch.js'
import type { Lender } from '../model/lender.js'
import { MappedTasks } from '../model/tasks.js'
import { canCloneCheaply } from './can-clone-cheaply.js'
import { taskAt } from './coded-batch.js'
import { isFragile } from './fragile.js'
import type { Functions } from './functions.js'
import { notCloneable } from './refusals.js'
import { withoutShared } from './shared-arguments.js'
import { someOf } from './some-of.js'
import { type CanClone, findUncloneable, isDeep } from './uncloneable.js'

/** Tasks whose arguments the transport can't clone, by position. */
export interface Uncloneable {
  /** Tasks that can't be sent at all, with the reason. */
  readonly refused: ReadonlyMap<number, unknown>
  /** Tasks with functions among their arguments, which go like captured values. */
  readonly captured: ReadonlyMap<number, Shipment>
}

export const ALL_CLONEABLE: Uncloneable = { refused: new Map(), captured: new Map() }

/** Whether some argument must not be sent, although sending it would seem to work. */
export function isFragileBatch({ tasks }: Batch, canClone: CanClone): boolean {
  const mustNotBeSent = (arg: unknown) => isFragile(arg) && !canClone(arg)
  if (tasks instanceof MappedTasks) return someOf(tasks.items, mustNotBeSent)
  for (const { args } of tasks) if (args.some(mustNotBeSent)) return true
  return false
}

export interface SortOptions {
  readonly functions: Functions
  readonly lender: Lender
  /** Whether data that is nested deep is captured too, though this side can clone it: the worker can't read it. */
  readonly isTooDeep?: boolean | undefined
}

/** Sorts the tasks whose arguments the transport can't clone into those that are captured and those that are refused. */
export function sortUncloneable(batch: Batch, canClone: CanClone, { functions, lender, isTooDeep }: SortOptions): Uncloneable {
  const refused = new Map<number, unknown>()
  const captured = new Map<number, Shipment>()
  const cheaply: CanClone = (value) => !(isTooDeep && isDeep(value)) && canCloneCheaply(value, canClone, lender)
  for (const [position, task] of [...batch.tasks].entries()) {
    const args = withoutShared(task.args)
    const found = findUncloneable(args, cheaply, 'args')
    // what can be captured is one for sure; of anything else the transport has the last word, though it copies large arrays for that
    const culprit = found?.capturable ? found : found && findUncloneable(args, canClone, 'args')
    if (!culprit) continue
    try {
      if (!culprit.capturable) throw notCloneable(taskAt(batch, position), batch.start + position, culprit)
      captured.set(position, functions.shipArguments(task.args))
    } catch (error) {
      refused.set(position, error)
    }
  }
  return { refused, captured }
}
