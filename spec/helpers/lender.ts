import type { Lender } from '../../lib/model/lender.js'
import type { Access, FileToken, Loan, Token } from '../../lib/model/tokens.js'

/** Lends views of memory that a Map stands for: workers find there what the token's path names. */
export interface FakeLender extends Lender {
  /** What was lent so far. */
  readonly tokens: readonly FileToken[]
  /** The worker's side. */
  resolve(token: Token): ArrayBuffer
}

/** @param least bytes that a buffer must have */
export function fakeLender(least: number, { key = 'fake', sharesMemory = true, access = 'read' as Access } = {}): FakeLender {
  const tokens = new Map<ArrayBufferLike, FileToken>()
  const memory = new Map<string, ArrayBuffer>()
  const copy = (buffer: ArrayBufferLike): FileToken => {
    const id = `${key}-${memory.size}`
    memory.set(id, new Uint8Array(new Uint8Array(buffer)).buffer)
    return { lent: 'file', id, path: id, inode: memory.size, byteLength: buffer.byteLength, access }
  }
  const lend = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Loan | undefined => {
    if (byteLength < least) return undefined
    const token = tokens.get(buffer) ?? copy(buffer)
    tokens.set(buffer, token)
    return { token, byteOffset }
  }
  return {
    sharesMemory,
    lends: true,
    isWritten: access === 'write',
    key,
    takes: ({ buffer }) => buffer.byteLength >= least,
    lend,
    lasting() { return this },
    get tokens() { return [...tokens.values()] },
    resolve: (token) => memory.get((token as FileToken).id)!,
  }
}
