import { isDeepStrictEqual } from 'node:util'
import type { Task } from '../model/task.js'
import { IDLE_TIMEOUT, LONGEST_TIMER } from '../model/timers.js'
import type { StartOptions } from '../worker/start.js'
import { type Start, startOptions, type WorkerOptions } from './start-options.js'
import type { Transport } from './transport.js'
import { WorkerSlot } from './worker-slot.js'

/** How many idle workers are kept in all, unless a single call needs more. */
const MOST_IDLE = 16

/** How many workers in a row may fail to become ready before there is no use in starting another. */
const MOST_FAILED_STARTS = 3

/** Workers of one kind, started in one way: kept between calls, and shared by all executors that want the same. */
export class WorkerPool {
  readonly #transport: Transport
  readonly #options: WorkerOptions
  /** Whether the hooks have captured nothing that may be something else the next time. */
  readonly isLasting: boolean
  /** The promise that others find this pool by: kept here, it is there for as long as the pool is. */
  shared: Promise<WorkerPool> | undefined
  #start: StartOptions
  #restart: Promise<StartOptions> | undefined
  /** How many workers in a row did not become ready. */
  #failedStarts = 0
  /** Idle workers, the most recently used last: it is taken first, as its functions are compiled and its caches warm. */
  readonly #idle: { readonly slot: WorkerSlot; readonly timeout: NodeJS.Timeout }[] = []

  private constructor(transport: Transport, options: WorkerOptions, { start, isLasting }: Start) {
    this.#transport = transport
    this.isLasting = isLasting
    this.#options = options
    this.#start = start
  }

  static async open(transport: Transport, options: WorkerOptions): Promise<WorkerPool> {
    return new WorkerPool(transport, options, await startOptions(options, transport))
  }

  /**
   * Takes an idle worker, or starts one.
   *
   * @param defaults variables for the environment of a worker that has to be started
   */
  acquire(defaults?: Readonly<Record<string, string>>): WorkerSlot {
    for (let kept = this.#idle.pop(); kept; kept = this.#idle.pop()) {
      clearTimeout(kept.timeout)
      idle.delete(kept.slot)
      if (kept.slot.isUsable && kept.slot.isInFolder) return kept.slot
      if (kept.slot.isUsable) void kept.slot.end()
    }
    const { env, resourceLimits } = this.#options
    const native = { env: defaults || env ? { ...defaults, ...env } : undefined, resourceLimits }
    const slot = new WorkerSlot(this.#transport, native, this.#start, () => (this.#restart ??= this.#avoidModules()))
    slot.started.then(() => (this.#failedStarts = 0), () => this.#failedStarts++)
    return slot
  }

  /** Whether it makes sense to start a worker in place of one that was killed before it was ready. */
  get mayStartAnother(): boolean {
    return this.#failedStarts <= MOST_FAILED_STARTS
  }

  /**
   * Takes back a worker that is idle.
   *
   * @param nJobs how many workers may be of use to the executor that releases this one
   * @param idleTimeout milliseconds for which the worker is kept
   */
  release(slot: WorkerSlot, nJobs: number, idleTimeout = IDLE_TIMEOUT): void {
    slot.listener = undefined
    if (!slot.isUsable) return
    slot.keepAlive(false)
    const timeout = setTimeout(() => void this.retire(slot), Math.min(idleTimeout, LONGEST_TIMER))
    timeout.unref()
    this.#idle.push({ slot, timeout })
    idle.set(slot, this)
    retireOldest(Math.max(MOST_IDLE, 2 * nJobs))
  }

  /** Ends a worker if it is idle. */
  async retire(slot: WorkerSlot): Promise<void> {
    idle.delete(slot)
    const place = this.#idle.findIndex((kept) => kept.slot === slot)
    if (place < 0) return
    clearTimeout(this.#idle[place]!.timeout)
    this.#idle.splice(place, 1)
    await slot.end()
  }

  /** Options for workers that can't load a module that a hook needs: its code travels as text. */
  async #avoidModules(): Promise<StartOptions> {
    const { sendLocalCodeByValue } = await import('../closure/lasting.js')
    sendLocalCodeByValue()
    this.#start = (await startOptions(this.#options, this.#transport)).start
    return this.#start
  }
}

/** Idle workers of all pools, the longest idle first: each new initializer has workers of its own, which have to end some time. */
const idle = new Map<WorkerSlot, WorkerPool>()

function retireOldest(most: number): void {
  if (idle.size <= most) return
  const [slot, pool] = idle.entries().next().value!
  void pool.retire(slot)
}

/** Pools that an executor uses or that have idle workers. Others are not kept: what a hook is called with may be large. */
const pools = new Set<WeakRef<Promise<WorkerPool>>>()
/** What each pool is for. */
const purposes = new WeakMap<Promise<WorkerPool>, { readonly transport: Transport; readonly options: WorkerOptions }>()

/** The pool for workers of this kind with these options: the same functions as hooks, called with equal arguments. */
export function sharedPool(transport: Transport, options: WorkerOptions): Promise<WorkerPool> {
  for (const entry of pools) {
    const pool = entry.deref()
    const purpose = pool && purposes.get(pool)
    if (!purpose) pools.delete(entry)
    else if (purpose.transport === transport && sameOptions(purpose.options, options)) return pool
  }
  const pool = WorkerPool.open(transport, options)
  const entry = new WeakRef(pool)
  pools.add(entry)
  purposes.set(pool, { transport, options })
  const remove = () => pools.delete(entry)
  pool.then((opened) => (opened.isLasting ? void (opened.shared = pool) : remove()), remove)
  return pool
}

function sameOptions({ initializer, finalizer, ...rest }: WorkerOptions, other: WorkerOptions): boolean {
  const { initializer: otherInitializer, finalizer: otherFinalizer, ...otherRest } = other
  const sameHooks = sameTask(initializer, otherInitializer) && sameTask(finalizer, otherFinalizer)
  return sameHooks && isDeepStrictEqual(rest, otherRest)
}

function sameTask(a: Task | undefined, b: Task | undefined): boolean {
  return a?.fn === b?.fn && isDeepStrictEqual(a?.args, b?.args)
}
