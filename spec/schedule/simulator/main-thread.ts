import type { VirtualTime } from './virtual-time.js'

interface Job {
  readonly cost: number
  readonly act: () => void
}

/** The one thread through which everything goes: it does one thing after the other. */
export class MainThread {
  readonly #time: VirtualTime
  readonly #jobs: Job[] = []
  #busyUntil = 0
  #working = false

  constructor(time: VirtualTime) {
    this.#time = time
  }

  /** What its clock shows: as late as what it has done by now has made it. */
  get now(): number {
    return Math.max(this.#busyUntil, this.#time.now)
  }

  spend(cost: number): void {
    this.#busyUntil = this.now + cost
  }

  /** Does something as soon as all that came before is done. */
  enqueue(cost: number, act: () => void): void {
    this.#jobs.push({ cost, act })
    if (this.#working) return
    this.#working = true
    this.#next()
  }

  #next(): void {
    if (this.#busyUntil > this.#time.now) return this.#time.quietlyAt(this.#busyUntil, () => this.#next())
    const job = this.#jobs.shift()
    this.#working = job !== undefined
    if (!job) return
    this.spend(job.cost)
    this.#time.at(this.#busyUntil, () => {
      job.act()
      this.#time.quietlyAt(this.#time.now, () => this.#next()) // once it is known what followed from it
    })
  }
}
