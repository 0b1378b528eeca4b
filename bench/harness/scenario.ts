import type { Contender } from './contender.js'
import type { Goal } from './goals.js'

/** One table: the same work by every contender. */
export interface Scenario<I = unknown> {
  /** What it is called on the command line. */
  readonly id: string
  readonly title: string
  task(item: I): unknown
  /** None where contenders measure something else than tasks. */
  items(): readonly I[]
  readonly contenders: readonly Contender[]
  /** What the table shows beside the items: measures, or figures of a meter. */
  readonly columns: readonly string[]
  /** The column that the report draws; the first, if not said. */
  readonly chart?: string
  readonly goals?: readonly Goal[]
  /** What the table can't say: who could not take part, and why. */
  readonly notes?: readonly string[]
  /** Tasks at a time, whatever the command line says. */
  readonly jobs?: number
  /** Not more runs than this, whatever the command line says. */
  readonly repeat?: number
  /** Every run starts from nothing: there is nothing to warm up. */
  readonly fresh?: boolean
  /** However slow, everybody runs all items: some of them would be another kind of work. */
  readonly whole?: boolean
  /** How much of all the work the longest task is, from 0 to 1; for the ideal makespan. */
  readonly longest?: number
  /** Contenders that run a few times more, untimed, to see how long they block the main thread. */
  readonly watched?: readonly string[]
}

/** A file beside main.ts, and the scenarios that answer it. */
export interface Question {
  /** What it is called on the command line. */
  readonly id: string
  readonly title: string
  /** @param shrink turns a number of items into the one to use, which is smaller in a quick run */
  scenarios(shrink: (items: number) => number): readonly Scenario[]
}

type Measured = Omit<Scenario, 'task' | 'items'>

/** A scenario whose contenders all measure themselves. */
export function measured(scenario: Measured): Scenario {
  return { ...scenario, task: () => {}, items: () => [] }
}
