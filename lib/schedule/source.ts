import type { Tasks } from '../model/tasks.js'

/**
 * Tasks that are pulled from the user's iterable only when asked for. Methods of a source do without `this`, so that it can be
 * spread; and it has no getters: ../README.md, "What a call costs".
 */
export interface Source {
  /** Pulls up to `size` tasks, fewer if the input has no more at hand; undefined at the end. Throws what the input throws. */
  next(size: number): Pulled | Promise<Pulled>
  /** Lets the input clean up. Idempotent. */
  close(): void | Promise<void>
  /** How many tasks have not been pulled yet, if the input tells. */
  remaining(): number | undefined
  /** Whether the input is an array: reading ahead a little then costs nothing, and runs no code of the user's. */
  readonly atHand: boolean
}

export type Pulled = Tasks | undefined

/** Makes tasks of the user's items. */
export interface ItemAdapter {
  /** Throws when an item can't become a task. */
  readonly check: ((item: unknown, index: number) => void) | undefined
  /** Makes the tasks for consecutive items. */
  readonly pack: (items: readonly unknown[]) => Tasks
}

/** Waits for the event loop's next turn: promises that were about to settle have settled by then. */
export type Pause = () => Promise<void>
