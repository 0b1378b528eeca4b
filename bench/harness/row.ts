import type { Figures, Role } from './contender.js'
import { median } from './numbers.js'

/** What a contender did in a scenario. */
export interface Row {
  readonly name: string
  readonly role: Role
  /** Which baseline its efficiency is judged by: the one that says the same. */
  readonly baseline?: string
  /** How many items it ran; fewer than there are when all of them would have taken too long. */
  readonly items: number
  /** What was measured in every run, extrapolated to all items when it ran fewer. */
  readonly runs: readonly Figures[]
  readonly medians: Figures
  /** Why it could not finish. */
  readonly error?: string
}

export function scaled(run: Figures, factor: number): Figures {
  return Object.fromEntries(Object.entries(run).map(([name, value]) => [name, value * factor]))
}

export function mediansOf(runs: readonly Figures[]): Figures {
  const names = Object.keys(runs[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name] ?? NaN))]))
}
