import { TIMED_ALONE } from './stretch.js'

/** How many are kept. */
const MOST = 5

interface Timed {
  readonly elapsed: number
}

/** Keeps the longest few of many. */
export class Longest<T extends Timed> {
  #kept: T[] = []
  #shortest = TIMED_ALONE

  /** Whether something that took so many ms would be kept. */
  wants(elapsed: number): boolean {
    return elapsed > this.#shortest
  }

  add(entry: T): void {
    if (!this.wants(entry.elapsed)) return
    this.#kept.push(entry)
    if (this.#kept.length < MOST) return
    this.#kept.sort((a, b) => b.elapsed - a.elapsed).length = MOST
    this.#shortest = this.#kept[MOST - 1]!.elapsed
  }

  /** The longest first. */
  get all(): readonly T[] {
    return this.#kept.toSorted((a, b) => b.elapsed - a.elapsed)
  }

  /** Takes them out. */
  take(): readonly T[] {
    const { all } = this
    this.#kept = []
    this.#shortest = TIMED_ALONE
    return all
  }
}
