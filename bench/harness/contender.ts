/** A task is a function exported from tasks.ts: worker pools find it there by its name. */
export type Task<I, O> = (item: I) => O

/** One row of a comparison. */
export interface Contender {
  readonly name: string
  /** The baseline is what the others are measured against; `ours` is the library of this repository. */
  readonly role: 'baseline' | 'ours' | 'rival'
  /** Starts what needs starting. Not timed. */
  open<I, O>(task: Task<I, O>, jobs: number): Mapper<I, O>
}

export interface Mapper<I, O> {
  /** Runs the task on every item and gives the results in the items' order. Timed. */
  map(items: readonly I[]): Promise<readonly O[]>
  close(): Promise<void>
}

/** One table: the same task on the same items by every contender. */
export interface Scenario<I, O> {
  /** What it is called on the command line. */
  readonly id: string
  readonly title: string
  readonly task: Task<I, O>
  items(): readonly I[]
  readonly contenders: readonly Contender[]
}
