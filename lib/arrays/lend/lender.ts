import type { ArrayOptions } from '../../model/array-options.js'
import type { Lender } from '../../model/lender.js'
import { IDLE_TIMEOUT } from '../../model/timers.js'
import type { Access, Loan } from '../../model/tokens.js'
import type { WorkerInfo } from '../../model/worker-info.js'
import { useFolders } from '../files/folder.js'
import type { CopyBytes, CopySource } from './copy-source.js'
import { copyIntoFile } from './file-copy.js'
import { CachedCopies, type CachedOf } from './cached-copies.js'
import type { CachePolicy } from './tracked-copy.js'
import { keyOf, lendBy, type Lending, type Terms } from './lend-by.js'
import { Loans } from './loans.js'
import { copyIntoMemory } from './memory-copy.js'
import { settleBy } from './settle.js'
import { WritableCopies, type WritableOf } from './writable-copies.js'

/** A lender for the workers of one call, until that is over. */
export interface CallLender extends Lender {
  /** Ends the call: what tasks have written comes back into the caller's own memory, and all copies are let go. */
  end(): void
}

/** How long a call leaves its copies to later ones. `disposeCached` with the same owner ends that. */
export type CachePolicyOptions = { readonly [K in keyof CachePolicy]?: CachePolicy[K] | undefined }

interface OpenTerms extends Terms {
  readonly policy: CachePolicy
  /** Holders of tokens may outlive the call. */
  readonly isLasting: boolean
}

/** Lends only memory that is lent to this thread or mapped, and what can't be cloned otherwise. */
const COPIES: ArrayOptions = { maxNbytes: Infinity, mmapMode: 'c', strictReadonly: false, tempFolder: undefined }
const NOBODY = {}

/**
 * The lender for a call that begins.
 *
 * @param options undefined: arrays are cloned, but for those in a file already, or in memory that is lent to this thread
 */
export function openLender(
  kind: WorkerInfo['kind'],
  options: ArrayOptions = COPIES,
  { owner = NOBODY, idleTimeout = IDLE_TIMEOUT }: CachePolicyOptions = {},
): CallLender {
  return new OpenLender({ kind, access: accessOf(options), options, policy: { owner, idleTimeout }, isLasting: false })
}

/** A call's lender. Most calls have no large arrays, so what lending takes is made when the first is met. */
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
    return true
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

const cachedOf = new Map<string, CachedOf>()
const writableOf = { thread: new WeakMap(), process: new WeakMap() } satisfies Record<WorkerInfo['kind'], WritableOf>

/** Where a call's copies come from. Calls whose copies can replace each other have one cache. */
function copiesBy({ kind, access, options: { tempFolder }, policy }: OpenTerms): CopySource {
  const copyBytes: CopyBytes = (bytes) =>
    kind === 'thread' ? copyIntoMemory(bytes, access) : copyIntoFile(bytes, access, tempFolder)
  if (access === 'write') return new WritableCopies(writableOf[kind], copyBytes)
  const key = [kind, access, tempFolder].join(' ')
  const cached: CachedOf = cachedOf.get(key) ?? new WeakMap()
  cachedOf.set(key, cached)
  return new CachedCopies(cached, copyBytes, policy)
}
