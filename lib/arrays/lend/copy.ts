import type { Token } from '../../model/tokens.js'

/** Memory of workers into which bytes of this thread were copied. */
export interface Copy {
  readonly token: Token
  /** Whether the copy has these bytes, from `start` on. */
  isSame(bytes: Uint8Array, start?: number): boolean
  /** Copies from `start` on into bytes of this thread. */
  copyBack(bytes: Uint8Array, start?: number): void
  /** Replaces what the copy has from `start` on by bytes of this thread. */
  update(bytes: Uint8Array, start?: number): void
  /** Ends lending. Without this call it ends when the token is garbage. */
  dispose(): void
}
