import type { Token } from '../../model/tokens.js'

/** Memory of workers that holds what some bytes of ours held. */
export interface Copy {
  readonly token: Token
  /** Whether it has these bytes, from `start` on. */
  isSame(bytes: Uint8Array, start?: number): boolean
  /** From bytes of ours, to where it has these, from `start` on. */
  update(bytes: Uint8Array, start?: number): void
  /** Into bytes of ours, from `start` on. */
  copyBack(bytes: Uint8Array, start?: number): void
  /** It can't be lent any more. Without it, that comes once the token is garbage. */
  dispose(): void
}
