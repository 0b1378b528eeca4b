import type { Capture } from '../closure/capture.js'
import { entryFiles } from '../closure/encode/entry.js'
import { type Shipment, toSent } from '../closure/node.js'
import type { ExecutorOptions } from '../model/backend.js'
import { functionText } from '../model/function-text.js'
import { lendsNothing } from '../model/lender.js'
import type { ResourceLimits } from '../model/resource-limits.js'
import type { Task } from '../model/task.js'
import { nestingLevel } from '../options/nesting.js'
import { argumentsNotCloneable } from '../wire/refusals.js'
import { findUncloneable } from '../wire/uncloneable.js'
import type { Hook, StartOptions } from '../worker/start.js'
import { wantedThreads } from './thread-variables.js'
import type { Transport } from './transport.js'

/** What distinguishes workers: executors that want the same share theirs. */
export interface WorkerOptions {
  readonly initializer: Task | undefined
  readonly finalizer: Task | undefined
  /** Variables added to the environment. */
  readonly env: Readonly<Record<string, string>> | undefined
  readonly resourceLimits: ResourceLimits | undefined
}

export function workerOptions(options: ExecutorOptions): WorkerOptions {
  const { initializer, finalizer, env, resourceLimits, innerMaxNumThreads } = options
  const threads = innerMaxNumThreads === undefined ? undefined : wantedThreads(innerMaxNumThreads)
  return { initializer, finalizer, env: threads || env ? { ...threads, ...env } : undefined, resourceLimits }
}

export interface Start {
  readonly start: StartOptions
  /** Whether the hooks have captured nothing that may be something else the next time. */
  readonly isLasting: boolean
}

/** Makes what a worker is told first. Throws where a hook can't be sent. */
export async function startOptions({ initializer, finalizer }: WorkerOptions, transport: Transport): Promise<Start> {
  const surroundings = { mainFiles: entryFiles(), level: nestingLevel() + 1 }
  if (!initializer && !finalizer) {
    return { start: { ...surroundings, shipments: [], initializer, finalizer }, isLasting: true }
  }
  if (initializer) refuseUncloneable(initializer, 'initializer', transport)
  if (finalizer) refuseUncloneable(finalizer, 'finalizer', transport)
  const { Capture } = await import('../closure/capture.js')
  const capture = () => new Capture(lendsNothing(transport.sharesMemory))
  const apart = shipApart(initializer, finalizer, capture)
  const isLasting = apart.shipments.every(({ lasting }) => lasting)
  const mayBeApart = isLasting || !initializer || !finalizer
  const { shipments, ...hooks } = mayBeApart ? apart : shipTogether(initializer, finalizer, capture())
  const sent = new Set(shipments.flatMap((shipment) => [...shipment.needs, shipment]))
  return { start: { ...surroundings, ...hooks, shipments: [...sent].map(toSent) }, isLasting }
}

type ShippedHooks = Pick<StartOptions, 'initializer' | 'finalizer'> & { readonly shipments: readonly Shipment[] }

function shipApart(initializer: Task | undefined, finalizer: Task | undefined, capture: () => Capture): ShippedHooks {
  const shipments: Shipment[] = []
  const ship = ({ fn, args }: Task): Hook => {
    const shipment = capture().ship(fn)
    shipments.push(shipment)
    return { id: shipment.id, part: undefined, args }
  }
  return { initializer: initializer && ship(initializer), finalizer: finalizer && ship(finalizer), shipments }
}

/** Ships both hooks as one, so that what one assigns to a variable is there for the other. */
function shipTogether(initializer: Task, finalizer: Task, capture: Capture): ShippedHooks {
  const shipment = capture.shipArguments([initializer.fn, finalizer.fn])
  const hook = (part: number, { args }: Task): Hook => ({ id: shipment.id, part, args })
  return { initializer: hook(0, initializer), finalizer: hook(1, finalizer), shipments: [shipment] }
}

function refuseUncloneable({ fn, args }: Task, what: string, { canClone }: Transport): void {
  const culprit = findUncloneable(args, canClone, 'args')
  if (culprit) throw argumentsNotCloneable(`the ${what} (${functionText(fn.name)})`, culprit, what)
}
