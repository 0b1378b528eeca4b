import type { Failure } from '../model/backend.js'
import { isThenable } from '../model/task.js'
import type { BatchMessage } from '../wire/message.js'
import { argumentsAt } from '../wire/column.js'
import type { Progress } from '../wire/reply.js'

/** Milliseconds for which finished results are held back at most, and a cut is not noticed. */
const TELL_EVERY = 10
/** The same while a task waits for something. */
const TELL_WHILE_WAITING = 1
/** The clock is read when so many tasks have run, and sooner when they take longer than LOOK_EVERY ms. */
const LONGEST_STRIDE = 64
const LOOK_EVERY = 0.1

/** A function that came to this worker, or why it could not be brought to life. */
export type Revived = { readonly fn: (...args: unknown[]) => unknown } | { readonly error: unknown }

export interface BatchSurroundings {
  readonly functionOf: (id: number) => Revived
  readonly tell: (progress: Progress) => void
  /** Lets messages in. */
  readonly pause: () => Promise<void>
  readonly now: () => number
}

/** A batch at work. Its tasks run one by one; whatever they throw is recorded, nothing is ever rejected. */
export class BatchRun {
  readonly #message: BatchMessage
  readonly #around: BatchSurroundings
  readonly #refused: ReadonlySet<number>
  #offset = 0
  #values: unknown[] = []
  #failures: Failure[] = []
  #elapsed = 0
  /** Milliseconds a task took at the last look; Infinity before the first. */
  #perTask = Infinity
  #claim: number
  #cut = false
  #failed = false
  #running = true // loading its functions can end the worker just as running them can

  constructor(message: BatchMessage, around: BatchSurroundings) {
    this.#message = message
    this.#around = around
    this.#refused = new Set(message.refused)
    this.#claim = message.claim
  }

  /** No further task is started. */
  cut(): void {
    this.#cut = true
  }

  async run(): Promise<void> {
    const { now, pause } = this.#around
    let stride = 1
    let told = now()
    this.#running = false
    while (!this.#done) {
      const before = now()
      const first = this.#position
      await this.#advance(stride)
      const after = now()
      this.#elapsed += after - before
      this.#perTask = (after - before) / Math.max(1, this.#position - first)
      stride = after - before > LOOK_EVERY ? 1 : Math.min(stride * 2, LONGEST_STRIDE)
      if (this.#done || (this.#claim > 0 && after - told < TELL_EVERY)) continue
      this.#tell(false)
      await pause()
      told = now()
    }
    this.#tell(true)
  }

  /** The worker is about to end: tells what is finished, and whether a task was at work. */
  lastWords(): void {
    this.#tell(false, this.#running ? 1 : 0)
  }

  get #position(): number {
    return this.#offset + this.#values.length
  }

  get #done(): boolean {
    return this.#cut || this.#position >= this.#message.size
  }

  async #advance(tasks: number): Promise<void> {
    for (let left = tasks; left > 0 && this.#claim > 0 && !this.#done; left--) {
      const position = this.#position
      this.#claim--
      if (this.#refused.has(position)) {
        this.#values.push(undefined)
        continue
      }
      this.#running = true
      try {
        const value = this.#call(position)
        const result = isThenable(value) ? await this.#settled(value) : value
        this.#values.push(result) // where they are kept may have changed meanwhile
      } catch (error) {
        this.#fail(position, error)
      }
      this.#running = false
    }
  }

  /** What others have given must not wait for a task that takes long. */
  async #settled(value: PromiseLike<unknown>): Promise<unknown> {
    const timer = this.#values.length > 0 ? setTimeout(() => this.#tell(false, 1), TELL_WHILE_WAITING) : undefined
    try {
      return await value
    } finally {
      clearTimeout(timer)
    }
  }

  /** The first failure may be all that the caller waits for. */
  #fail(position: number, error: unknown): void {
    this.#failures.push({ position, error })
    this.#values.push(undefined)
    this.#running = false
    if (!this.#failed && !this.#done) this.#tell(false)
    this.#failed = true
  }

  #call(position: number): unknown {
    const { fns, args } = this.#message
    const revived = this.#around.functionOf(typeof fns === 'number' ? fns : fns[position]!)
    if ('error' in revived) throw revived.error
    const { fn } = revived
    return 'single' in args ? fn(args.single[position]) : fn(...argumentsAt(args, position))
  }

  #tell(end: boolean, claim = this.#affordable()): void {
    const { id } = this.#message
    this.#around.tell({ id, offset: this.#offset, values: this.#values, failures: this.#failures, elapsed: this.#elapsed, claim, end })
    this.#offset = this.#position
    this.#values = []
    this.#failures = []
    this.#elapsed = 0
    this.#claim = this.#running ? claim - 1 : claim
  }

  /** As many tasks as fit between two tellings: should the worker die, no more than these are in doubt. */
  #affordable(): number {
    return Math.max(1, Math.floor(TELL_EVERY / Math.max(this.#perTask, 1e-3)))
  }
}
