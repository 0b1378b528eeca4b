import { atDepth } from '../model/depth.js'
import type { Observer } from '../model/observer.js'
import { nextStride, runStretch } from '../model/stretch.js'
import type { Tasks } from '../model/tasks.js'
import { type AttemptOptions, type Attempts, attempts } from './attempt.js'
import { Chunk } from './chunk.js'
import type { Pulled, Source } from './source.js'

export interface StretchPlan extends Omit<AttemptOptions, 'taker'> {
  readonly source: Source
  /** How many tasks are read before they run; undefined: one, or some tiny ones of an input that is at hand. */
  readonly batchSize: number | undefined
  /** Milliseconds after which results are passed on and the event loop gets a turn; 0: after every stretch, no turn. */
  readonly slice: number
  readonly stopOnFailure: boolean
  readonly observer: Observer
  /** Whether the observer wants to know when tasks ran. */
  readonly traced: boolean
  /** The time by the machine's monotonic clock, in ms. */
  readonly now: () => number
  /** Where the stretch that is running ends: at once if the call is aborted. */
  readonly limit: { end: number }
}

/** Runs tasks in the caller's thread, stretch by stretch, and keeps their results until they are taken. */
export class StretchRunner {
  readonly #plan: StretchPlan
  readonly #attempts: Attempts
  #chunk = new Chunk(0)
  /** The tasks read last. */
  #tasks: Tasks = []
  /** The position in `#tasks` at which the last stretch began. */
  #from = 0
  /** The position after the last stretch, where the next one begins. */
  #next = 0
  /** How many tasks the next stretch may have. */
  #stride = 1
  /** When the last stretch ended, or the reading after it. */
  #time = 0
  #sliceEnd = 0
  #hasFailed = false

  constructor(plan: StretchPlan) {
    this.#plan = plan
    this.#attempts = attempts({ taker: () => this.#chunk, ...plan })
  }

  startSlice(): void {
    this.#time = this.#plan.now()
    this.#sliceEnd = this.#time + this.#plan.slice
  }

  sliceIsOver(): boolean {
    return this.#time >= this.#sliceEnd
  }

  /** Whether a failure has ended the call. */
  isOver(): boolean {
    return this.#plan.stopOnFailure && (this.#hasFailed || this.#chunk.failures.length > 0)
  }

  /** Whether tasks have been read that have not run. */
  hasTasks(): boolean {
    return this.#next < this.#tasks.length
  }

  /** Reads tasks, if there are any left. Returns a promise if the input has to be waited for. */
  read(): void | Promise<void> {
    const { source, batchSize, abort } = this.#plan
    abort.throwIfAborted()
    const failed = (error: unknown) => void this.#attempts.failed(error)
    try {
      const pulled = source.next(batchSize ?? (source.atHand ? this.#stride : 1))
      if (pulled instanceof Promise) return abort.wait(pulled).then((tasks) => this.#keep(tasks), failed)
      this.#keep(pulled)
    } catch (error) {
      failed(error)
    }
  }

  #keep(tasks: Pulled): void {
    this.#tasks = tasks ?? []
    this.#next = 0
    if (!this.#plan.source.atHand) this.#time = this.#plan.now()
  }

  /** Runs a stretch, up to a task that fails or has to be waited for. Returns a promise if one has to be waited for. */
  run(): void | Promise<void> {
    const { abort, depth, limit } = this.#plan
    abort.throwIfAborted()
    const { values } = this.#chunk
    const before = values.length
    this.#from = this.#next
    limit.end = Math.min(this.#from + this.#stride, this.#tasks.length)
    const halt = atDepth(depth, () => runStretch(this.#tasks, this.#from, limit, values))
    this.#next += values.length - before
    if (!halt) return abort.throwIfAborted()
    const task = this.#tasks.at(this.#next++)!
    return 'error' in halt ? this.#attempts.failed(halt.error, task) : this.#attempts.settle(() => halt.pending, task)
  }

  /** Takes the time of the stretch that has ended, and decides on the length of the next one. */
  measure(): void {
    const { now, traced } = this.#plan
    const started = this.#time
    this.#time = now()
    const elapsed = this.#time - started
    this.#stride = nextStride(this.#stride, elapsed)
    this.#chunk.ran(this.#tasks, this.#next, this.#next - this.#from, elapsed, traced ? started : undefined)
  }

  /** Returns the results since they were last taken; undefined if there are none. */
  take(): Chunk | undefined {
    const chunk = this.#chunk
    if (chunk.values.length === 0) return undefined
    this.#hasFailed ||= chunk.failures.length > 0
    this.#chunk = new Chunk(chunk.next)
    this.#plan.observer.completed?.(chunk.completed())
    return chunk
  }
}
