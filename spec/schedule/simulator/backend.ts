import type { Backend, TaskBatch as Batch, Executor, Part } from 'allcores'
import { choose, SHARE_AFTER } from '../../../lib/backends/sharing.js'
import { type Place, SimulatedLine } from './line.js'

interface Job {
  readonly batch: Batch
  readonly report: (part: Part) => void
  readonly resolve: () => void
}

/** lib/backends/pooled-executor.ts in virtual time. */
export function simulatedBackend(place: Place): Backend {
  return {
    name: 'simulated',
    traits: { inline: false, batches: true, memory: 'none' },
    open: ({ nJobs }) => new SimulatedExecutor(nJobs, place),
  }
}

class SimulatedExecutor implements Executor {
  readonly #nJobs: number
  readonly #place: Place
  readonly #waiting: Job[] = []
  readonly #lines: SimulatedLine[] = []
  #jobs = 0
  #alarm = 0

  constructor(nJobs: number, place: Place) {
    this.#nJobs = nJobs
    this.#place = place
  }

  async submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    this.#jobs++
    await new Promise<void>((resolve) => {
      this.#waiting.push({ batch, report, resolve })
      this.#pump()
    })
    this.#jobs--
  }

  share(): void {
    const alarm = ++this.#alarm
    if (!this.#hasIdleJob()) return
    const { time, main } = this.#place
    const offers = this.#lines.flatMap((line) => line.offer() ?? [])
    const choice = choose(offers, main.now)
    if (choice) choice.take()
    else if (offers.length > 0) {
      time.quietlyAt(main.now + SHARE_AFTER, () => main.enqueue(0, () => alarm === this.#alarm && this.share()))
    }
  }

  stop(): void {}

  async close(): Promise<void> {}

  #pump(): void {
    while (this.#lines.length < Math.min(this.#nJobs, this.#jobs)) {
      this.#lines.push(new SimulatedLine(this.#lines.length, this.#place, () => this.#pump()))
    }
    for (let job = this.#waiting[0]; job; job = this.#waiting[0]) {
      const line = this.#lineFor()
      if (!line) break
      this.#waiting.shift()
      void line.run(job.batch, job.report).then(job.resolve)
    }
  }

  #hasIdleJob(): boolean {
    if (this.#waiting.length > 0) return false
    return this.#lines.length < this.#nJobs || this.#lines.some((line) => line.load === 0)
  }

  #lineFor(): SimulatedLine | undefined {
    return this.#lines.find((line) => line.load === 0) ?? this.#lines.find((line) => line.load === 1)
  }
}
