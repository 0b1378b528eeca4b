import type { BackendName } from '../index.js'

/** What is measured: a function, and what it is called with. */
export interface Job {
  readonly fn: (...args: readonly unknown[]) => unknown
  readonly items: readonly unknown[]
  /** Whether an item is a list of arguments, not one argument. */
  readonly spread: boolean
}

/** Where tasks run: a backend, what a program gets that names none, or the plain loop that all are measured against. */
export type Place = 'loop' | 'unset' | BackendName

/** A way to run all items: what setups are compared by. */
export interface Setup {
  readonly place: Place
  readonly nJobs: number
  readonly batchSize: 'auto' | number
}

/** What became of one setup in a comparison. */
export interface Row {
  readonly setup: Setup
  /** Milliseconds of every run; none when it failed, or when the bench was stopped before its turn. */
  readonly times: readonly number[]
  /** Why the setup is out: what it threw, or how its results differ from the plain loop's. */
  readonly problem?: string
  /** What is different about the setup's results although they are the same data. */
  readonly note?: string
}

/** Setups that took turns with the same items. One of them is the plain loop. */
export interface Comparison {
  readonly question: string
  /** In what the setups differ. */
  readonly by: 'backend' | 'jobs' | 'batch size'
  readonly items: number
  readonly rows: readonly Row[]
}

/** What tasks of several durations cost here. */
export interface MachineReport {
  readonly kind: 'machine'
  readonly cores: number
  readonly jobs: number
  readonly comparisons: readonly Comparison[]
}

/** What a user's function costs, and where it is best run. */
export interface FunctionReport {
  readonly kind: 'function'
  /** The function's name in sentences. */
  readonly name: string
  readonly cores: number
  readonly jobs: number
  /** How many items there were; the comparisons say how many were used. */
  readonly given: number
  readonly used: number
  /** Milliseconds a task takes in a plain loop. */
  readonly taskMs: number
  /** Whether the function gives the same results each time, so that they could be compared. */
  readonly repeatable: boolean
  readonly backends?: Comparison | undefined
  readonly jobCounts?: Comparison | undefined
  readonly batchSizes?: Comparison | undefined
}

export type Report = MachineReport | FunctionReport

/** What to do, for people: sentences, and the line to paste where there is one. */
export interface Advice {
  readonly code?: string | undefined
  readonly text: string
}
