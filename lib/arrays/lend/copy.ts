import type { Token } from '../../model/lending.js'

/** Memory of workers that holds what some bytes of ours held. */
export interface Copy {
  readonly token: Token
  isSame(bytes: Uint8Array): boolean
  /** Into bytes of ours. */
  copyBack(bytes: Uint8Array): void
  /** It can't be lent any more. Without it, that comes once the token is garbage. */
  dispose(): void
}
