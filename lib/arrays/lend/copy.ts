import type { Token } from '../../model/tokens.js'

/** Memory of workers that holds what some bytes of ours held. */
export interface Copy {
  readonly token: Token
  /** Whether it has these bytes, from `start` on. */
  isSame(bytes: Uint8Array, start?: number): boolean
  /** Into bytes of ours, from `start` on. */
  copyBack(bytes: Uint8Array, start?: number): void
  /** Bytes of ours take the place of what it has, from `start` on. */
  update(bytes: Uint8Array, start?: number): void
  /** It can't be lent any more. Without it, that comes once the token is garbage. */
  dispose(): void
}
