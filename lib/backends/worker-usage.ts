import type { PartMessage } from '../wire/message.js'

/** How a worker has been used, over all executors that have had it. */
export class WorkerUsage {
  /** How many tasks it was given, those left out that were taken back. */
  given = 0
  /** How many tasks it has reported. */
  ran = 0
  /** How many tasks it may start before it tells what became of them. */
  claim = 1
  /** Whether it takes more memory than it may. */
  full = false

  heard({ values, claim, full }: PartMessage): void {
    this.ran += values.length
    this.claim = claim
    this.full ||= full
  }
}
