import type { Heap } from '../closure/heap.js'
import { namesNeeded } from '../closure/names-needed.js'
import type { Sent, Shipment } from '../closure/node.js'
import { isStateless } from '../closure/stateless.js'
import type { TaskFunction } from '../model/task.js'
import { isToken } from '../model/tokens.js'

let heapClass: typeof Heap | undefined
let loading: Promise<void> | undefined

/**
 * Functions that the caller's thread can call in place of those of a call, with the results that these would give in a worker.
 * A function that has captured something is made again as a worker makes it: it sees the same snapshot and can't change the
 * original. For a function that uses what is this thread's own, as the state of a module, there is none.
 */
export class LocalFunctions {
  readonly #made = new WeakMap<TaskFunction, TaskFunction | 'none'>()
  /** Shipments that are being installed, or could not be. */
  readonly #pending = new Set<number>()
  #heap: Heap | undefined

  /** What stands in for the function, or itself; undefined where nothing does, perhaps not yet. */
  of(fn: TaskFunction, shipment: Shipment): TaskFunction | undefined {
    const made = this.#made.get(fn) ?? this.#make(fn, shipment)
    if (made) this.#made.set(fn, made)
    return made === 'none' ? undefined : made
  }

  #make(fn: TaskFunction, shipment: Shipment): TaskFunction | 'none' | undefined {
    if (lendsMemory(shipment)) return 'none' // it would be copied once more
    const needed = namesNeeded(shipment)
    if (needed === 'unsure') return 'none'
    if (shipment.lasting) return needed.every(([, node]) => isStateless(fn, node)) ? fn : 'none'
    if (!heapClass) {
      loading ??= import('../closure/heap.js').then((module) => void (heapClass = module.Heap))
      return undefined
    }
    const heap = (this.#heap ??= new heapClass({ ofSender: true }))
    for (const part of [...shipment.needs, shipment]) if (!this.#has(part, heap)) return undefined
    const isSame = needed.every(([id, node]) => isStateless(heap.valueOf(id), node))
    return isSame ? (heap.valueOf(shipment.id) as TaskFunction) : 'none'
  }

  /** Whether the heap has the part by now: a module may have to be loaded first. */
  #has(part: Sent, heap: Heap): boolean {
    if (this.#pending.has(part.id)) return false
    if (heap.has(part.id)) return true
    this.#pending.add(part.id)
    const installed = () => void this.#pending.delete(part.id)
    try {
      const installing = heap.install(part)
      if (!installing) installed()
      else installing.then(installed, () => {})
    } catch {
      // in a worker it may work, or fail with a task to tell it to
    }
    return !this.#pending.has(part.id)
  }
}

/** Whether the function has captured memory that is lent. */
function lendsMemory({ needs, live }: Shipment): boolean {
  return live.some(isToken) || needs.some(({ handle, live }) => handle || live.some(isToken))
}
