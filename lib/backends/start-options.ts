import { entryFiles } from '../closure/encode/entry.js'
import { type Shipment, toSent } from '../closure/node.js'
import { functionText } from '../model/function-text.js'
import { lendsNothing } from '../model/lender.js'
import type { ResourceLimits } from '../model/resource-limits.js'
import type { Task } from '../model/task.js'
import { nestingLevel } from '../options/nesting.js'
import { argumentsNotCloneable } from '../wire/refusals.js'
import { findUncloneable } from '../wire/uncloneable.js'
import type { Hook, StartOptions } from '../worker/start.js'
import type { Transport } from './transport.js'

/** What workers are made for; those made for the same are shared. */
export interface WorkerOptions {
  readonly initializer: Task | undefined
  readonly finalizer: Task | undefined
  /** Variables added to the environment. */
  readonly env: Readonly<Record<string, string>> | undefined
  readonly resourceLimits: ResourceLimits | undefined
}

export interface Start {
  readonly start: StartOptions
  /** The hooks have captured nothing that may be something else the next time. */
  readonly isLasting: boolean
}

/** Readies what a worker is told first: its hooks, as far as they can be sent. */
export async function startOptions({ initializer, finalizer }: WorkerOptions, transport: Transport): Promise<Start> {
  const surroundings = { mainFiles: entryFiles(), level: nestingLevel() + 1 }
  if (!initializer && !finalizer) {
    return { start: { ...surroundings, shipments: [], initializer, finalizer }, isLasting: true }
  }
  if (initializer) refuseUncloneable(initializer, 'initializer', transport)
  if (finalizer) refuseUncloneable(finalizer, 'finalizer', transport)
  const { Capture } = await import('../closure/capture.js')
  const capture = () => new Capture(lendsNothing(transport.sharesMemory))
  const alone = [initializer, finalizer].map((hook) => hook && capture().ship(hook.fn))
  const isLasting = alone.every((shipment) => shipment === undefined || shipment.lasting)
  const isOne = initializer === undefined || finalizer === undefined
  // together otherwise: what one assigns to a variable is there for the other
  const shipments = isLasting || isOne
    ? alone
    : Array<Shipment>(2).fill(capture().shipArguments([initializer.fn, finalizer.fn]))
  const hook = (task: Task | undefined, which: 0 | 1): Hook | undefined => {
    const shipment = shipments[which]
    return task && shipment && { id: shipment.id, part: isLasting || isOne ? undefined : which, args: task.args }
  }
  const hooks = { initializer: hook(initializer, 0), finalizer: hook(finalizer, 1) }
  const sent = new Set(shipments.flatMap((shipment) => (shipment ? [...shipment.needs, shipment] : [])))
  return { start: { ...surroundings, ...hooks, shipments: [...sent].map(toSent) }, isLasting }
}

function refuseUncloneable({ fn, args }: Task, what: string, { canClone }: Transport): void {
  const culprit = findUncloneable(args, canClone, 'args')
  if (culprit) throw argumentsNotCloneable(`the ${what} (${functionText(fn.name)})`, culprit, what)
}
