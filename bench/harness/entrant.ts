import { inspect, isDeepStrictEqual } from 'node:util'
import { blockedDuring } from './blocked.js'
import type { Contender, Figures, Mapper, Meter } from './contender.js'
import { collectGarbage } from './garbage.js'
import { median, roundDown } from './numbers.js'
import { mediansOf, type Row, scaled } from './row.js'
import type { Scenario } from './scenario.js'
import type { Settings } from './settings.js'
import { within } from './within.js'

/** Runs that are enough to warm up, however short they are. */
const WARM_UPS = 20
/** Milliseconds that a turn takes at least, unless its runs become too many. */
const TURN = 100
const TURN_RUNS = 20
const WATCHED = 3
/** Seconds that a single run, and the end of a contender's workers, may take. */
const RUN = 180
const CLOSE = 5

type Expected = () => Promise<readonly unknown[]>

/** A contender in a scenario. One that throws or gives a wrong result is out, and its row says why. */
export class Entrant {
  readonly name: string
  readonly #contender: Contender
  readonly #scenario: Scenario
  readonly #items: readonly unknown[]
  readonly #expected: Expected
  readonly #runs: Figures[] = []
  #opened: Mapper<unknown> | Meter<unknown> | undefined
  #count: number
  #perTurn = Infinity
  #blocked: number | undefined
  #error: string | undefined

  constructor(contender: Contender, scenario: Scenario, items: readonly unknown[], expected: Expected) {
    this.name = contender.name
    this.#contender = contender
    this.#scenario = scenario
    this.#items = items
    this.#expected = expected
    this.#count = items.length
  }

  /** Starts its workers, and settles how many items it can run within the budget. */
  prepare({ jobs, budget }: Settings): Promise<void> {
    return this.#attempt(async () => {
      this.#opened = this.#contender.open(this.#scenario.task, jobs)
      if (this.#scenario.fresh) return
      const { sample, ms } = await this.#warmUp(budget)
      const fitting = (budget / ms) * sample
      this.#perTurn = Math.ceil((TURN / ms) * sample)
      if (fitting < this.#items.length && !this.#scenario.whole) this.#count = Math.max(sample, roundDown(fitting))
    })
  }

  /** Garbage first; what that throws away of compiled code comes back before the clock starts. */
  run(): Promise<void> {
    return this.#attempt(async () => {
      await this.#warmAgain()
      await this.#turn(this.#count, (figures) => this.#runs.push(figures))
    })
  }

  /** Runs a few times more, for how long the main thread is blocked. */
  watch(): Promise<void> {
    return this.#attempt(async () => {
      const opened = this.#opened
      if (opened === undefined || 'measure' in opened) return
      const longest: number[] = []
      for (let run = 0; run < WATCHED; run++) {
        await this.#warmAgain()
        longest.push(await blockedDuring(() => opened.map(this.#items.slice(0, this.#count))))
      }
      this.#blocked = median(longest)
    })
  }

  row(): Row {
    const { name, role, baseline } = this.#contender
    const runs = this.#runs.map((run) => scaled(run, this.#count === 0 ? 1 : this.#items.length / this.#count))
    const about = { name, role, ...(baseline !== undefined && { baseline }), items: this.#count, runs }
    if (this.#error !== undefined) return { ...about, medians: {}, error: this.#error }
    return { ...about, medians: { ...mediansOf(runs), ...(this.#blocked !== undefined && { 'blocked ms': this.#blocked }) } }
  }

  /** Results are there already: workers that don't end (some of poolifier's) change nothing about them. */
  async close(): Promise<void> {
    await within(CLOSE, this.#opened?.close() ?? Promise.resolve()).catch(() => {})
  }

  /** Runs more and more items, long enough to tell a fast contender from a slow one, and for its code to be compiled. */
  async #warmUp(budget: number): Promise<{ sample: number; ms: number }> {
    let sample = Math.ceil(this.#items.length / 100)
    await this.#measured(sample)
    for (let spent = 0, runs = 1; ; runs++) {
      const { ms = 0 } = await this.#measured(sample)
      spent += ms
      if (spent > budget / 10 || runs === WARM_UPS) return { sample, ms }
      sample = Math.min(sample * 4, this.#items.length)
    }
  }

  async #warmAgain(): Promise<void> {
    await collectGarbage()
    if (!this.#scenario.fresh) await this.#turn(Math.min(this.#count, this.#perTurn), () => {})
  }

  /** Some runs, if they are so short that one says little. */
  async #turn(count: number, done: (figures: Figures) => void): Promise<void> {
    const most = this.#scenario.fresh ? 1 : TURN_RUNS
    for (let spent = 0, runs = 0; spent < TURN && runs < most; runs++) {
      const figures = await this.#measured(count)
      done(figures)
      spent += figures['ms'] ?? TURN
    }
  }

  #measured(count: number): Promise<Figures> {
    const items = count === this.#items.length ? this.#items : this.#items.slice(0, count)
    const opened = this.#opened
    if (opened === undefined) throw new Error('not open')
    return within(RUN, 'measure' in opened ? opened.measure(items) : this.#timed(opened, items))
  }

  async #timed(mapper: Mapper<unknown>, items: readonly unknown[]): Promise<Figures> {
    const start = performance.now()
    const results = await mapper.map(items)
    const ms = performance.now() - start
    check(results, (await this.#expected()).slice(0, items.length))
    return { ms }
  }

  async #attempt(step: () => Promise<void>): Promise<void> {
    if (this.#error !== undefined) return
    try {
      await step()
    } catch (error) {
      this.#error = (error instanceof Error ? error.message : String(error)).slice(0, 300)
    }
  }
}

function check(results: readonly unknown[], expected: readonly unknown[]): void {
  if (results.length !== expected.length) throw new Error(`${expected.length} results expected, ${results.length} came`)
  const wrong = results.findIndex((result, i) => !isSame(result, expected[i]))
  if (wrong >= 0) throw new Error(`result ${wrong}: ${short(expected[wrong])} expected, ${short(results[wrong])} came`)
}

function isSame(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (typeof a === 'object' && isDeepStrictEqual(a, b))
}

function short(value: unknown): string {
  return inspect(value, { depth: 1, maxArrayLength: 3, breakLength: Infinity }).slice(0, 80)
}
