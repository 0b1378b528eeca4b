/** A task is a function exported from tasks.ts: worker pools find it there by its name. */
export type Task<I> = (item: I) => unknown

/**
 * The baseline is what the others are measured against; `ours` is the library of this repository; a limit is what the
 * machine can give at that moment, without any library.
 */
export type Role = 'baseline' | 'ours' | 'rival' | 'limit'

/** One row of a comparison. */
export interface Contender {
  readonly name: string
  readonly role: Role
  /** Which baseline its efficiency is judged by, where there are several: the one that says the same. */
  readonly baseline?: string
  /** Starts what needs starting. Not timed. */
  open<I>(task: Task<I>, jobs: number): Mapper<I> | Meter<I>
}

export interface Mapper<I> {
  /** Runs the task on every item and gives the results in the items' order. Timed. */
  map(items: readonly I[]): Promise<readonly unknown[]>
  close(): Promise<void>
}

/** What was measured in one run, by name: `ms`, `MB` … */
export type Figures = Readonly<Record<string, number>>

/** Where only the contender can tell: in another process, or of something else than time. It checks its results. */
export interface Meter<I> {
  measure(items: readonly I[]): Promise<Figures>
  close(): Promise<void>
}
