import { valueOf } from './measures.js'
import { format } from './numbers.js'
import type { Result } from './result.js'
import type { Row } from './row.js'

/** What a contender should reach in a scenario. */
export interface Goal {
  readonly contender: string
  /** A column of the table. */
  readonly measure: string
  readonly atLeast?: number
  readonly atMost?: number
  /** The limit is `atMost` times what the best of these contenders has … */
  readonly times?: readonly string[]
  /** … and so much more. */
  readonly plus?: number
}

export interface Verdict {
  readonly goal: Goal
  readonly value: number
  readonly limit: number
  readonly reached: boolean
  readonly text: string
}

/** Goals of contenders that did not run, or that are measured by some that did not, are left out. */
export function judge(result: Result): Verdict[] {
  const { scenario, rows } = result
  return (scenario.goals ?? []).flatMap((goal) => {
    const row = rows.find(({ name }) => name === goal.contender)
    const others = rows.filter(({ name, error }) => error === undefined && goal.times?.includes(name))
    return !row || (goal.times && others.length === 0) ? [] : [verdict(goal, row, others, result)]
  })
}

function verdict(goal: Goal, row: Row, others: readonly Row[], result: Result): Verdict {
  const value = valueOf(goal.measure, row, result)
  const { name, value: unit } = bestOf(goal.measure, others, result)
  const limit = goal.atLeast ?? (goal.atMost ?? 1) * unit + (goal.plus ?? 0)
  const reached = goal.atLeast === undefined ? value <= limit : value >= limit
  const bound = goal.atLeast === undefined ? 'at most' : 'at least'
  const asked = goal.times ? `${format(limit)} (${terms(goal, name)})` : limit
  const figure = `${format(value)}, ${bound} ${asked}`
  const text = `${reached ? 'reached' : 'missed '} ${row.name}: ${goal.measure} ${figure}${ofLimit(goal, row, result)}`
  return { goal, value, limit, reached, text }
}

function bestOf(measure: string, rows: readonly Row[], result: Result): { name: string; value: number } {
  const candidates = rows.map((row) => ({ name: row.name, value: valueOf(measure, row, result) }))
  return candidates.sort((a, b) => a.value - b.value)[0] ?? { name: '', value: 1 }
}

function terms({ atMost = 1, plus }: Goal, name: string): string {
  return `${atMost} × ${name}${plus === undefined ? '' : ` + ${plus}`}`
}

/** What the machine had to give belongs to a goal of efficiency. */
function ofLimit({ measure }: Goal, row: Row, result: Result): string {
  const share = measure === 'efficiency' ? valueOf('vs limit', row, result) : NaN
  return Number.isFinite(share) ? `; ${format(share)} of what bare workers did` : ''
}
