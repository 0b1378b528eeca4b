import type { Shipment } from '../closure/node.js'

/** Shipments that a worker keeps at most: a program may make new functions for ever. */
const MOST = 1000
/** … or so many times as many as a batch has needed: it may need them all again. */
const FEW_TIMES = 4

/** Which shipments a worker has, by their ids. Once there are none, the worker forgets what it has with its next batch. */
export class KnownShipments {
  readonly #ids = new Set<number>()
  /** Ids of the shipments that are of use to one call only, by calls. */
  readonly #ofCalls = new Map<number, number[]>()
  /** How many a worker may keep whose first batch, since it last had none, needed so many. */
  #enough = 0

  has(id: number): boolean {
    return this.#ids.has(id)
  }

  get size(): number {
    return this.#ids.size
  }

  get isTooMany(): boolean {
    return this.size > Math.max(MOST, this.#enough)
  }

  /** Notes shipments that the worker has got, for a call. */
  add(shipments: readonly Shipment[], call: number): void {
    if (this.size === 0) this.#enough = FEW_TIMES * shipments.length
    for (const { id, lasting } of shipments) {
      this.#ids.add(id)
      if (lasting) continue
      const ids = this.#ofCalls.get(call)
      ids ? ids.push(id) : this.#ofCalls.set(call, [id])
    }
  }

  delete(ids: readonly number[]): void {
    for (const id of ids) this.#ids.delete(id)
  }

  /** Returns, and forgets, the ids that were of use only to a call that is over. */
  takeOfCall(call: number): readonly number[] {
    const ids = this.#ofCalls.get(call) ?? []
    this.#ofCalls.delete(call)
    return ids.filter((id) => this.has(id))
  }

  clear(): void {
    this.#ids.clear()
    this.#ofCalls.clear()
  }
}
