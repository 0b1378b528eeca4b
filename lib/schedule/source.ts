import type { Tasks } from '../model/tasks.js'

/**
 * Tasks, pulled from the user's iterable only when asked for. Its methods do without `this`, so that it can be spread; and no
 * getters: ../README.md, "What a call costs".
 */
export interface Source {
  /** Up to `size` tasks, fewer when the input has no more at hand; undefined at the end. Throws what the input throws. */
  next(size: number): Pulled | Promise<Pulled>
  /** Lets the input clean up. Idempotent. */
  close(): void | Promise<void>
  /** Tasks not pulled yet, where the input says how many it has. */
  remaining(): number | undefined
  /** The input is an array: reading ahead a little costs nothing, and runs no code of the user's. */
  readonly atHand: boolean
}

export type Pulled = Tasks | undefined

/** What becomes of the user's items. */
export interface ItemAdapter {
  /** Throws when an item can't become a task. */
  readonly check: ((item: unknown, index: number) => void) | undefined
  /** Tasks for consecutive items. */
  readonly pack: (items: readonly unknown[]) => Tasks
}

/** Waits until the event loop has gone round: whoever was about to settle has settled. */
export type Pause = () => Promise<void>
