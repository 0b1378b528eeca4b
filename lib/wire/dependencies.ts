import type { Shipment } from '../closure/node.js'
import type { Shared } from '../model/shared.js'
import type { TaskFunction } from '../model/task.js'
import type { Functions } from './functions.js'

export interface DependenciesOptions {
  readonly functions: Functions
  /** Ids of the shipments that the worker has. */
  readonly known: { has(id: number): boolean }
  /** Tasks that can't be sent for other reasons, by position. */
  readonly refused: Iterable<readonly [position: number, error: unknown]>
}

/** What the tasks of one batch depend on: functions, handles of `shared()`, and what these need themselves. */
export class Dependencies {
  /** Shipments that the worker lacks, each behind those that it needs. */
  readonly lacking = new Set<Shipment>()
  /** Tasks that can't be sent, by position, with the reason. */
  readonly refused: Map<number, unknown>
  readonly #functions: Functions
  readonly #known: DependenciesOptions['known']

  constructor({ functions, known, refused }: DependenciesOptions) {
    this.#functions = functions
    this.#known = known
    this.refused = new Map(refused)
  }

  /** Returns the id of a function's shipment, or 0 and refuses the tasks at these positions. */
  functionId(fn: TaskFunction, positions: Iterable<number>): number {
    const shipment = this.#functions.shipmentOf(fn)
    return shipment ? this.#add(shipment) : this.#refuse(positions, this.#functions.errorOf(fn))
  }

  /** Returns the id of the shipment of a handle's value, or 0 and refuses the task at the position. */
  handleId(handle: Shared<unknown>, position: number): number {
    const { shipment, error } = this.#functions.shared(handle)
    return shipment ? this.#add(shipment) : this.#refuse([position], error)
  }

  /** Adds what a shipment needs, but not the shipment itself. */
  addNeeds({ needs }: Shipment): void {
    for (const shipment of needs) if (!this.#known.has(shipment.id)) this.lacking.add(shipment)
  }

  #add(shipment: Shipment): number {
    this.addNeeds(shipment)
    if (!this.#known.has(shipment.id)) this.lacking.add(shipment)
    return shipment.id
  }

  #refuse(positions: Iterable<number>, error: unknown): 0 {
    for (const position of positions) this.refused.set(position, error)
    return 0
  }
}
