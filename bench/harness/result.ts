import type { Row } from './row.js'
import type { Scenario } from './scenario.js'

/** A scenario and what came of it. */
export interface Result {
  readonly scenario: Scenario
  readonly jobs: number
  readonly items: number
  readonly rows: readonly Row[]
}
