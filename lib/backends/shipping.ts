import { onReleased } from '../arrays/lend/released.js'
import { disposeCached } from '../arrays/lend/cached-copies.js'
import { type CallLender, openLender } from '../arrays/lend/lender.js'
import { dropResultsOf } from '../arrays/receive.js'
import type { ExecutorOptions } from '../model/backend.js'
import { Functions } from '../wire/functions.js'
import { onProcessGone, releaseFiles } from './live-workers.js'
import { LocalFunctions } from './local-functions.js'
import type { Transport } from './transport.js'

onReleased(releaseFiles)
onProcessGone(dropResultsOf)

/** How functions and arrays of one call travel, and what stands in for the functions in the caller's thread. */
export interface CallShipping {
  readonly functions: Functions
  readonly lender: CallLender
  readonly localFunctions: LocalFunctions
}

/** How functions and arrays reach the workers of one executor. */
export class Shipping {
  readonly #kind: Transport['kind']
  readonly #options: Pick<ExecutorOptions, 'arrays' | 'idleTimeout'>
  /** What is shipped for each call that is running, by its number. */
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
    const shipping = { functions: new Functions(lender), lender, localFunctions: new LocalFunctions() }
    this.#calls.set(call, shipping)
    return shipping
  }

  end(call: number): void {
    const ended = this.#calls.get(call)
    if (!ended) return
    this.#calls.delete(call)
    ended.lender.end()
  }

  /** Ends all calls, and drops what was kept for later ones. */
  close(): void {
    for (const call of this.#calls.keys()) this.end(call)
    disposeCached(this)
  }
}
