import { borrow } from '../arrays/borrow/borrow.js'
import type { CannotLoadError } from '../closure/revive/cannot-load-error.js'
import { Heap } from '../closure/heap.js'
import { ClosureError } from '../model/errors.js'
import type { TaskFunction } from '../model/task.js'
import type { BatchMessage } from '../wire/message.js'
import { sharedIds } from '../wire/shared-arguments.js'

/** Why functions can't be made in this worker: a module can't be loaded. */
export interface Unloadable {
  readonly functions: readonly number[]
  readonly error: CannotLoadError
}

/** The functions that this worker was sent. One that could not be made throws why when it is called. */
export class ReceivedFunctions {
  readonly #heap = new Heap({ resolve: borrow })

  async install({ forget, functions, captured = [] }: Pick<BatchMessage, 'forget' | 'functions' | 'captured'>): Promise<void> {
    if (forget) this.#heap.forgetAll()
    for (const shipment of [...functions, ...captured.map(([, args]) => args)]) {
      try {
        await this.#heap.install(shipment)
      } catch {
        // whoever asks for the function hears of it
      }
    }
  }

  get(id: number): TaskFunction {
    try {
      const fn = this.#heap.valueOf(id)
      if (typeof fn === 'function') return fn as TaskFunction
      throw new ClosureError(`expected a function in the worker too, got ${fn === null ? 'null' : typeof fn}`)
    } catch (error) {
      return () => {
        throw error
      }
    }
  }

  /** Returns a handle of `shared()`, the same for all tasks. Throws why it could not be made. */
  handle(id: number): unknown {
    return this.#heap.valueOf(id)
  }

  /** Returns, and forgets, the arguments of one task. */
  takeArguments(id: number): readonly unknown[] {
    try {
      return this.#heap.valueOf(id) as readonly unknown[]
    } finally {
      this.#heap.forget([id])
    }
  }

  /** Returns why a batch must not be run yet: some of its functions may be sent in another way than by a module. */
  unloadableFor(batch: Pick<BatchMessage, 'functions' | 'fns' | 'codec' | 'shared' | 'captured'>): Unloadable | undefined {
    const { functions, fns, codec = [0, 0], shared = [], captured = [] } = batch
    const { unloadable } = this.#heap
    if (unloadable.size === 0) return undefined
    const sent = [...functions, ...captured.map(([, args]) => args)].map(({ id }) => id)
    const used = [...sent, ...sharedIds(shared), ...codec, ...(typeof fns === 'number' ? [fns] : fns)]
    const missing = used.find((id) => unloadable.has(id))
    return missing === undefined ? undefined : { functions: [...unloadable.keys()], error: unloadable.get(missing)! }
  }

  forget(ids: readonly number[]): void {
    this.#heap.forget(ids)
  }
}
