/** How a case can leave the thread it was written in. */
export type Way = 'threads' | 'processes' | 'nested'

/** A function to run here and in workers: what comes of it must be the same. */
export interface Case {
  readonly title: string
  readonly run: (...args: never[]) => unknown
  readonly args?: readonly unknown[]
  /** It is meant to throw. Any other case that throws is a mistake in the case. */
  readonly throws?: true
  /** It needs what only ES modules have, so it is left out of the CommonJS form. */
  readonly onlyEsm?: true
}
