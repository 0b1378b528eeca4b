import type { ArrayOptions } from '../../model/array-options.js'
import type { Lender } from '../../model/lender.js'
import { IDLE_TIMEOUT } from '../../model/timers.js'
import type { Access, Loan } from '../../model/tokens.js'
import type { WorkerInfo } from '../../model/worker-info.js'
import { useFolders } from '../files/folder.js'
import type { Copies, CopyBytes } from './copies.js'
import { copyIntoFile } from './file-copy.js'
import { KeptCopies, type KeptOf } from './kept-copies.js'
import type { Keeping } from './kept-copy.js'
import { keyOf, lendBy, type Lending, lendsAny, type Terms } from './lend-by.js'
import { Loans } from './loans.js'
import { copyIntoMemory } from './memory-copy.js'
import { settleBy } from './settle.js'
import { WrittenCopies, type WrittenOf } from './written-copies.js'

/** Lends memory to the workers of one call, until the call is over. */
export interface CallLender extends Lender {
  /** The call is over: what tasks may write comes back into the caller's own memory, all else is let go. */
  end(): void
}

/** What becomes of copies that a call leaves to later ones: they go when `disposeKept` is called with the same owner. */
export type KeepingOptions = { readonly [K in keyof Keeping]?: Keeping[K] | undefined }

interface OpenTerms extends Terms {
  readonly keeping: Keeping
  /** Who holds a token may outlive the call. */
  readonly isLasting: boolean
}

/** Copies all, but for what can't be copied in another way, and what is lent to us or mapped. */
const COPIES: ArrayOptions = { maxNbytes: Infinity, mmapMode: 'c', strictReadonly: false, tempFolder: undefined }
const NOBODY = {}

/** @param options undefined: all is copied; but processes are lent what is in a file already, or in memory lent to us */
export function openLender(
  kind: WorkerInfo['kind'],
  options: ArrayOptions = COPIES,
  { owner = NOBODY, idleTimeout = IDLE_TIMEOUT }: KeepingOptions = {},
): CallLender {
  return new OpenLender({ kind, access: accessOf(options), options, keeping: { owner, idleTimeout }, isLasting: false })
}

/** What it takes to lend is made when there is something to be lent: most calls have no large arrays. */
class OpenLender implements CallLender {
  readonly #terms: OpenTerms
  #lending: Lending | undefined
  #loans: Loans | undefined
  #lasting: OpenLender | undefined
  #leaveFolders: (() => void) | undefined

  constructor(terms: OpenTerms) {
    this.#terms = terms
    if (terms.kind === 'process' && !terms.isLasting) this.#leaveFolders = useFolders(terms.options.tempFolder)
  }

  get sharesMemory(): boolean {
    return this.#terms.kind === 'thread'
  }

  get lends(): boolean {
    return lendsAny(this.#terms)
  }

  get isWritten(): boolean {
    return this.#terms.access === 'write'
  }

  get key(): string {
    return keyOf(this.#terms)
  }

  lasting(): Lender {
    const { access, isLasting } = this.#terms
    if (isLasting) return this
    return (this.#lasting ??= new OpenLender({ ...this.#terms, access: access === 'write' ? 'read' : access, isLasting: true }))
  }

  takes(view: ArrayBufferView): boolean {
    return this.#made.takes(view)
  }

  lend(view: ArrayBufferView): Loan | undefined {
    return this.#made.lend(view)
  }

  end(): void {
    try {
      this.#lasting?.end() // before tasks' writes come back: they would look as if the program had changed what it lent
      this.#loans?.end(settleBy(this.#terms))
    } finally {
      this.#leaveFolders?.()
    }
  }

  get #made(): Lending {
    return (this.#lending ??= lendBy(this.#terms, (this.#loans = new Loans(copiesBy(this.#terms), this.#terms.isLasting))))
  }
}

function accessOf({ mmapMode, strictReadonly }: ArrayOptions): Access {
  if (mmapMode === 'r') return strictReadonly ? 'strict' : 'read'
  return mmapMode === 'c' ? 'copy' : 'write'
}

const keptOf = new Map<string, KeptOf>()
const writtenOf = { thread: new WeakMap(), process: new WeakMap() } satisfies Record<WorkerInfo['kind'], WrittenOf>

/** Those of calls whose copies can take each other's place are kept together. */
function copiesBy({ kind, access, options: { tempFolder }, keeping }: OpenTerms): Copies {
  const copyBytes: CopyBytes = (bytes) =>
    kind === 'thread' ? copyIntoMemory(bytes, access) : copyIntoFile(bytes, access, tempFolder)
  if (access === 'write') return new WrittenCopies(writtenOf[kind], copyBytes)
  const key = [kind, access, tempFolder].join(' ')
  const kept: KeptOf = keptOf.get(key) ?? new WeakMap()
  keptOf.set(key, kept)
  return new KeptCopies(kept, copyBytes, keeping)
}
