import type { Access, ArrayOptions, Lender } from '../model/lending.js'
import { copyIntoFile } from './file-copy.js'
import { useFolders } from './folder.js'
import { KeptCopies } from './kept-copies.js'
import { lendBy, type Kind } from './lend-by.js'
import { Loans, type LoanTerms, type Written } from './loans.js'
import { copyIntoMemory } from './memory-copy.js'
import { settleBy } from './settle.js'

export { onReleased } from './file-copy.js'
export { disposeKept } from './kept-copies.js'

/** Lends memory to the workers of one call, until the call is over. */
export interface CallLender extends Lender {
  /** So many ms it has spent copying and comparing. */
  readonly elapsed: number
  /** The call is over: what tasks may write comes back into the caller's own memory, all else is let go. */
  end(): void
}

export interface Keeping {
  /** Whose call it is: what it leaves to later calls goes when `disposeKept` is called with this. */
  readonly owner?: object | undefined
  /** What no call has used for so many ms goes too. */
  readonly idleTimeout?: number | undefined
}

/** Copies all, but for what can't be copied in another way, and what is lent to us or mapped. */
const COPIES: ArrayOptions = { maxNbytes: Infinity, mmapMode: 'c', strictReadonly: false, tempFolder: undefined }
const NOBODY = {}
const IDLE_TIMEOUT = 300_000

/** @param options undefined: all is copied; but processes are lent what is in a file already, or in memory lent to us */
export function openLender(kind: Kind, options: ArrayOptions = COPIES, keeping: Keeping = {}): CallLender {
  const access = accessOf(options)
  const loans = new Loans(termsOf(kind, access, options, keeping, false))
  const leaveFolders = kind === 'process' ? useFolders(options.tempFolder) : () => {}
  let lasting: Lasting | undefined
  return {
    ...lendBy(kind, access, options, loans),
    get lasting() {
      lasting ??= openLasting(kind, access, options, keeping)
      return lasting.lender
    },
    get elapsed() {
      return loans.elapsed + (lasting?.loans.elapsed ?? 0)
    },
    end() {
      try {
        loans.end(settleBy(access, kind))
      } finally {
        lasting?.loans.end(() => {})
        leaveFolders()
      }
    },
  }
}

interface Lasting {
  readonly lender: Lender
  readonly loans: Loans
}

/** What outlives the call has no end at which it could be copied back. */
function openLasting(kind: Kind, callAccess: Access, options: ArrayOptions, keeping: Keeping): Lasting {
  const access = callAccess === 'write' ? 'read' : callAccess
  const loans = new Loans(termsOf(kind, access, options, keeping, true))
  const lender: Lender = {
    ...lendBy(kind, access, options, loans),
    get lasting() { return lender },
    get elapsed() { return loans.elapsed },
  }
  return { lender, loans }
}

function accessOf({ mmapMode, strictReadonly }: ArrayOptions): Access {
  if (mmapMode === 'r') return strictReadonly ? 'strict' : 'read'
  return mmapMode === 'c' ? 'copy' : 'write'
}

function termsOf(kind: Kind, access: Access, { tempFolder }: ArrayOptions, keeping: Keeping, isLasting: boolean): LoanTerms {
  const { owner = NOBODY, idleTimeout = IDLE_TIMEOUT } = keeping
  return {
    copyBytes: (bytes) => kind === 'thread' ? copyIntoMemory(bytes, access) : copyIntoFile(bytes, access, tempFolder),
    keptCopies: access === 'write' ? undefined : keptCopiesOf(kind, access, tempFolder),
    written: written[kind],
    owner,
    idleTimeout,
    isLasting,
  }
}

const written = { thread: new WeakMap(), process: new WeakMap() } satisfies Record<Kind, Written>
const stores = new Map<string, KeptCopies>()

function keptCopiesOf(...how: readonly [Kind, Access, string | undefined]): KeptCopies {
  const key = how.join(' ')
  const store = stores.get(key) ?? new KeptCopies()
  stores.set(key, store)
  return store
}
