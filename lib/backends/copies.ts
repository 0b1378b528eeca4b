import type { Heap } from '../closure/heap.js'
import { namesNeeded } from '../closure/names-needed.js'
import type { Sent, Shipment } from '../closure/node.js'
import { isStateless } from '../closure/stateless.js'
import type { TaskFunction } from '../model/task.js'
import { isToken } from '../model/tokens.js'

let heapClass: typeof Heap | undefined
let loading: Promise<void> | undefined

/**
 * What stands in, in the caller's thread, for functions of a call, where it gives what they would give in a worker. Those that
 * have captured something are made as a worker makes them: they see the same snapshot and can't change the original. Those
 * that use what is this thread's own, as the state of a module, have nobody who stands in for them.
 */
export class Copies {
  readonly #made = new WeakMap<TaskFunction, TaskFunction | 'none'>()
  /** Shipments that are being installed, or could not be. */
  readonly #pending = new Set<number>()
  #heap: Heap | undefined

  /** Undefined while it can't be had, perhaps for ever: in workers it can. */
  of(fn: TaskFunction, shipment: Shipment): TaskFunction | undefined {
    const made = this.#made.get(fn) ?? this.#make(fn, shipment)
    if (made) this.#made.set(fn, made)
    return made === 'none' ? undefined : made
  }

  #make(fn: TaskFunction, shipment: Shipment): TaskFunction | 'none' | undefined {
    if (isLarge(shipment)) return 'none' // one copy more
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

  /** A module may have to be loaded first. */
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

function isLarge({ needs, live }: Shipment): boolean {
  return live.some(isToken) || needs.some(({ handle, live }) => handle || live.some(isToken))
}
