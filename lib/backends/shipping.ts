import { onReleased } from '../arrays/lend/released.js'
import { disposeKept } from '../arrays/lend/kept-copies.js'
import { type CallLender, openLender } from '../arrays/lend/lender.js'
import { dropResultsOf } from '../arrays/receive.js'
import type { ExecutorOptions } from '../model/backend.js'
import { Functions } from '../wire/functions.js'
import { Copies } from './copies.js'
import type { Transport } from './transport.js'
import { onProcessGone, releaseFiles } from './worker-slot.js'

onReleased(releaseFiles)
onProcessGone(dropResultsOf)

/** How functions and arrays of one call travel, and what stands in for the functions where they need not. */
export interface CallShipping {
  readonly functions: Functions
  readonly lender: CallLender
  readonly copies: Copies
}

/** How functions and arrays reach the workers of one executor. */
export class Shipping {
  readonly #kind: Transport['kind']
  readonly #options: Pick<ExecutorOptions, 'arrays' | 'idleTimeout'>
  /** By the numbers of calls that are running. */
  readonly #calls = new Map<number, CallShipping>()

  constructor({ kind }: Transport, options: ExecutorOptions) {
    this.#kind = kind
    this.#options = options
  }

  ofCall(call: number): CallShipping {
    const known = this.#calls.get(call)
    if (known) return known
    const { arrays, idleTimeout } = this.#options
    const lender = openLender(this.#kind, arrays, { owner: this, idleTimeout })
    const shipping = { functions: new Functions(lender), lender, copies: new Copies() }
    this.#calls.set(call, shipping)
    return shipping
  }

  end(call: number): void {
    const ended = this.#calls.get(call)
    if (!ended) return
    this.#calls.delete(call)
    ended.lender.end()
  }

  /** Nothing is kept for later calls, and none is left open. */
  close(): void {
    for (const call of this.#calls.keys()) this.end(call)
    disposeKept(this)
  }
}
