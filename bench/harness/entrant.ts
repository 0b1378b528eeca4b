import { isDeepStrictEqual } from 'node:util'
import type { Contender, Mapper, Task } from './contender.js'
import { collectGarbage } from './garbage.js'
import { median, roundDown } from './numbers.js'
import type { Settings } from './settings.js'

/** What a contender did. */
export interface Row {
  readonly name: string
  readonly role: Contender['role']
  /** How many items it ran; fewer than there are when all of them would have taken too long. */
  readonly items: number
  /** Milliseconds of every run. */
  readonly times: readonly number[]
  /** Milliseconds for all items: the median of the runs, extrapolated when it ran fewer. */
  readonly ms: number
  /** Why it could not finish. */
  readonly error?: string
}

/** A contender in a scenario. One that throws or gives a wrong result is out, and its row says why. */
export class Entrant<I, O> {
  readonly name: string
  readonly #contender: Contender
  readonly #items: readonly I[]
  readonly #expected: readonly O[]
  readonly #times: number[] = []
  #mapper: Mapper<I, O> | undefined
  #count: number
  #error: string | undefined

  constructor(contender: Contender, items: readonly I[], expected: readonly O[]) {
    this.name = contender.name
    this.#contender = contender
    this.#items = items
    this.#expected = expected
    this.#count = items.length
  }

  /** Starts its workers, and settles how many items it can run within the budget. */
  prepare(task: Task<I, O>, { jobs, budget }: Settings): Promise<void> {
    return this.#attempt(async () => {
      this.#mapper = this.#contender.open(task, jobs)
      const { sample, ms } = await this.#warmUp(budget)
      const fitting = (budget / ms) * sample
      if (fitting < this.#items.length) this.#count = Math.max(sample, roundDown(fitting))
    })
  }

  run(): Promise<void> {
    return this.#attempt(async () => {
      this.#times.push(await this.#timed(this.#count))
    })
  }

  row(): Row {
    const ms = (median(this.#times) * this.#items.length) / this.#count
    const row = { name: this.name, role: this.#contender.role, items: this.#count, times: this.#times, ms }
    return this.#error === undefined ? row : { ...row, ms: NaN, error: this.#error }
  }

  async close(): Promise<void> {
    await this.#mapper?.close()
  }

  /** Runs more and more items, until it takes long enough to tell a fast contender from a slow one. */
  async #warmUp(budget: number): Promise<{ sample: number; ms: number }> {
    let sample = Math.ceil(this.#items.length / 100)
    await this.#timed(sample)
    for (;;) {
      const ms = await this.#timed(sample)
      if (ms > budget / 10 || sample === this.#items.length) return { sample, ms }
      sample = Math.min(sample * 4, this.#items.length)
    }
  }

  async #timed(count: number): Promise<number> {
    const items = count === this.#items.length ? this.#items : this.#items.slice(0, count)
    await collectGarbage()
    const start = performance.now()
    const results = await this.#mapper?.map(items)
    const ms = performance.now() - start
    this.#check(results, count)
    return ms
  }

  #check(results: readonly O[] | undefined, count: number): void {
    if (results?.length !== count) throw new Error(`${count} results expected, ${results?.length} came`)
    const wrong = results.findIndex((result, i) => !isSame(result, this.#expected[i]))
    if (wrong >= 0) throw new Error(`result ${wrong}: ${this.#expected[wrong]} expected, ${results[wrong]} came`)
  }

  async #attempt(step: () => Promise<void>): Promise<void> {
    if (this.#error !== undefined) return
    try {
      await step()
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error)
    }
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (typeof a === 'object' && isDeepStrictEqual(a, b))
}
