import { TIMED_ALONE } from './stretch.js'

/** How many entries are kept. */
const MOST = 5

interface Timed {
  readonly elapsed: number
}

/** Keeps the longest few of many tasks, as far as they took long enough to be timed one by one. */
export class Longest<T extends Timed> {
  #kept: T[] = []
  #shortest = TIMED_ALONE

  /** Whether an entry that took so many ms would be kept. */
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

  /** The entries that are kept, the longest first. */
  get all(): readonly T[] {
    return this.#kept.toSorted((a, b) => b.elapsed - a.elapsed)
  }

  /** Returns the entries that are kept, the longest first, and begins anew. */
  take(): readonly T[] {
    const { all } = this
    this.#kept = []
    this.#shortest = TIMED_ALONE
    return all
  }
}
