import type { Encoder, Hint } from './encoder.js'
import type { Standing } from './reference.js'
import type { Trail } from './trail.js'

/** A function of the program or a package, and where it was found. */
export interface Subject {
  readonly fn: Function
  readonly standing: Standing
  readonly trail: Trail
  readonly hint: Hint
  readonly encoder: Encoder
}
