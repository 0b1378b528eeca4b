import { isDeepStrictEqual } from 'node:util'
import { entryFiles } from '../closure/encode/entry.js'
import { NotCloneableError } from '../model/errors.js'
import type { Task } from '../model/task.js'
import { nestingLevel } from '../options/nesting.js'
import { toSent } from '../wire/message.js'
import { findUncloneable } from '../wire/uncloneable.js'
import type { StartOptions } from '../worker/start.js'
import { type Transport, WorkerSlot } from './worker-slot.js'

/** How long an idle worker is kept, in ms. */
const IDLE_TIMEOUT = 300_000

/** Workers of one kind, started in one way. They are kept between calls, and shared by all that want the same. */
export class WorkerPool {
  readonly #transport: Transport
  readonly #initializer: Task | undefined
  /** The initializer has captured nothing that may be something else the next time. */
  readonly isLasting: boolean
  #start: StartOptions
  #restart: Promise<StartOptions> | undefined
  /** The most recently used last: it is taken first, its functions are compiled and its caches warm. */
  readonly #idle: { readonly slot: WorkerSlot; readonly timeout: NodeJS.Timeout }[] = []

  private constructor(transport: Transport, initializer: Task | undefined, { start, isLasting }: Start) {
    this.#transport = transport
    this.isLasting = isLasting
    this.#initializer = initializer
    this.#start = start
  }

  static async open(transport: Transport, initializer: Task | undefined): Promise<WorkerPool> {
    return new WorkerPool(transport, initializer, await startOptions(initializer, transport))
  }

  acquire(): WorkerSlot {
    for (let kept = this.#idle.pop(); kept; kept = this.#idle.pop()) {
      clearTimeout(kept.timeout)
      if (kept.slot.isUsable) return kept.slot
    }
    return new WorkerSlot(this.#transport, this.#start, () => (this.#restart ??= this.#avoidModules()))
  }

  release(slot: WorkerSlot): void {
    slot.listener = undefined
    if (!slot.isUsable) return
    slot.keepAlive(false)
    const timeout = setTimeout(() => void this.retire(slot), IDLE_TIMEOUT)
    timeout.unref()
    this.#idle.push({ slot, timeout })
  }

  /** Ends a worker if it is idle. */
  async retire(slot: WorkerSlot): Promise<void> {
    const place = this.#idle.findIndex((kept) => kept.slot === slot)
    if (place < 0) return
    clearTimeout(this.#idle[place]!.timeout)
    this.#idle.splice(place, 1)
    await slot.end()
  }

  /** Workers can't load a module that the initializer needs: its code has to travel as text. */
  async #avoidModules(): Promise<StartOptions> {
    const { sendLocalCodeByValue } = await import('../closure/lasting.js')
    sendLocalCodeByValue()
    this.#start = (await startOptions(this.#initializer, this.#transport)).start
    return this.#start
  }
}

const pools: { transport: Transport; initializer: Task | undefined; pool: Promise<WorkerPool> }[] = []

/** The pool for workers of this kind with this initializer: the same function, called with equal arguments. */
export function sharedPool(transport: Transport, initializer: Task | undefined): Promise<WorkerPool> {
  const same = pools.find((entry) => entry.transport === transport && sameTask(entry.initializer, initializer))
  if (same) return same.pool
  const pool = WorkerPool.open(transport, initializer)
  const entry = { transport, initializer, pool }
  const remove = () => pools.splice(pools.indexOf(entry), 1)
  pools.push(entry)
  pool.then((pool) => pool.isLasting || remove(), remove)
  return pool
}

function sameTask(a: Task | undefined, b: Task | undefined): boolean {
  return a?.fn === b?.fn && isDeepStrictEqual(a?.args, b?.args)
}

interface Start {
  readonly start: StartOptions
  readonly isLasting: boolean
}

async function startOptions(initializer: Task | undefined, { canClone, sharesMemory }: Transport): Promise<Start> {
  const surroundings = { mainFiles: entryFiles(), level: nestingLevel() + 1 }
  if (!initializer) return { start: { ...surroundings, initializer: undefined }, isLasting: true }
  const { fn, args } = initializer
  const culprit = findUncloneable(args, canClone, 'args')
  if (culprit) {
    const message = `the initializer ${fn.name} can't be sent to a worker: ${culprit.path} is ${culprit.what}`
    throw new NotCloneableError('argument', culprit.path, message)
  }
  const { Capture } = await import('../closure/capture.js')
  const shipment = new Capture(sharesMemory).ship(fn)
  const shipments = [...shipment.needs, shipment].map(toSent)
  return { start: { ...surroundings, initializer: { shipments, args } }, isLasting: shipment.lasting }
}
