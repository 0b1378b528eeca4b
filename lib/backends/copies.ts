import type { Heap } from '../closure/heap.js'
import type { Sent, Shipment } from '../closure/node.js'
import { isToken } from '../model/lending.js'
import type { TaskFunction } from '../model/task.js'

let heapClass: typeof Heap | undefined
let loading: Promise<void> | undefined

/**
 * What stands in, in the caller's thread, for functions of a call that have captured something: made as a worker makes
 * them, they see the same snapshot and can't change the original.
 */
export class Copies {
  readonly #made = new WeakMap<TaskFunction, TaskFunction>()
  /** Shipments that are being installed, or could not be. */
  readonly #pending = new Set<number>()
  #heap: Heap | undefined

  /** Undefined while a copy can't be had, perhaps for ever: in workers there is one. */
  of(fn: TaskFunction, shipment: Shipment): TaskFunction | undefined {
    return this.#made.get(fn) ?? this.#make(fn, shipment)
  }

  #make(fn: TaskFunction, shipment: Shipment): TaskFunction | undefined {
    if (isLarge(shipment)) return undefined // one copy more
    if (!heapClass) {
      loading ??= import('../closure/heap.js').then((module) => void (heapClass = module.Heap))
      return undefined
    }
    this.#heap ??= new heapClass({ ofSender: true })
    for (const part of [...shipment.needs, shipment]) if (!this.#has(part, this.#heap)) return undefined
    const copy = this.#heap.valueOf(shipment.id) as TaskFunction
    this.#made.set(fn, copy)
    return copy
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
