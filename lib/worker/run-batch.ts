import type { Failure, PartSpan, TaskTime } from '../model/backend.js'
import { Longest } from '../model/longest.js'
import { nextStride, runStretch } from '../model/stretch.js'
import type { Tasks } from '../model/tasks.js'
import { decodeBatch, type Received } from '../wire/decode-batch.js'
import type { BatchMessage } from '../wire/message.js'
import type { Progress } from '../wire/reply.js'

/** Milliseconds for which finished results are held back at most: telling them takes the main thread a tenth of a ms. */
const TELL_EVERY = 50
/** Milliseconds for which they are held back at most while a task waits for something. */
const TELL_WHILE_WAITING = 1
/** Milliseconds after which messages are let in at the latest: a batch that is cut goes on for so long. */
const LISTEN_EVERY = 5

/** What a batch needs of the worker that runs it. */
export interface BatchHost extends Received {
  readonly tell: (progress: Progress) => void
  /**
   * Resolves once what was told will arrive whatever becomes of this worker; undefined: it will. No task is started before:
   * if it ended the worker, those that were told of would be taken for lost, and itself for one that never started.
   */
  readonly told: () => Promise<void> | undefined
  /** Lets messages in. */
  readonly pause: () => Promise<void>
  /** Whether the worker takes more than so many bytes of memory. */
  readonly takesMoreThan: (bytes: number) => boolean
  /** The time by the machine's monotonic clock, in ms. */
  readonly now: () => number
}

/** A batch at work. Its tasks run one by one; whatever they throw is recorded, nothing is ever rejected. */
export class BatchRun {
  readonly #message: BatchMessage
  readonly #host: BatchHost
  /** Positions of tasks that are not to be run, in order. */
  readonly #refused: number[]
  #tasks: Tasks = []
  #offset = 0
  readonly #values: unknown[] = []
  #failures: Failure[] = []
  readonly #longest = new Longest<TaskTime>()
  #spans: PartSpan[] = []
  #elapsed = 0
  /** Milliseconds a task took at the last look; Infinity before the first. */
  #perTask = Infinity
  /** No task from here on may be started before the next telling. */
  #claimed: number
  /** Where the stretch that is running ends: not after what is claimed, and at once when the batch is cut. */
  readonly #limit = { end: 0 }
  #cut = false
  #failed = false
  #full = false
  #running = true // loading its functions can end the worker just as running them can

  constructor(message: BatchMessage, host: BatchHost) {
    this.#message = message
    this.#host = host
    this.#refused = [...message.refused].sort((a, b) => a - b)
    this.#claimed = message.claim
  }

  /** Has no further task started. */
  cut(): void {
    this.#cut = true
    this.#limit.end = 0
  }

  async run(): Promise<void> {
    const { now, pause } = this.#host
    this.#tasks = decodeBatch(this.#message, this.#host)
    this.#running = false
    if (this.#message.settings.reportEach) this.#tell(false) // its first task is timed from here
    let stride = 1
    let before = now()
    let told = before
    let listened = before
    while (!this.#done) {
      const telling = this.#host.told()
      if (telling) {
        await telling
        continue // it may have been cut meanwhile
      }
      this.#skipRefused()
      const first = this.#position
      const waiting = this.#advance(first + stride)
      if (waiting) await waiting
      const after = now()
      this.#ran(first, before, after - before)
      stride = nextStride(stride, after - before)
      before = after
      if (this.#done) break
      const tell = this.#claimed <= this.#position || after - told >= TELL_EVERY
      if (tell && this.#isFull()) break
      if (tell) this.#tell(false)
      if (tell || after - listened >= LISTEN_EVERY) {
        await pause()
        before = listened = now()
      }
      if (tell) told = listened
    }
    this.#isFull()
    this.#tell(true)
    await this.#host.told()
  }

  #isFull(): boolean {
    const { maxMemory } = this.#message.settings
    return (this.#full ||= maxMemory !== undefined && this.#host.takesMoreThan(maxMemory))
  }

  /** The worker is about to end: tells what is finished, and whether a task was at work. */
  lastWords(): void {
    this.#tell(false, this.#running ? 1 : 0)
  }

  /** The position of the task that is running. */
  get running(): number | undefined {
    return this.#running && this.#tasks.length > 0 ? this.#position : undefined
  }

  get #position(): number {
    return this.#offset + this.#values.length
  }

  get #done(): boolean {
    return this.#cut || this.#position >= this.#message.size
  }

  /** Runs the tasks up to `end`, but no further than may be. Returns a promise if one of them has to be waited for. */
  #advance(end: number): Promise<void> | undefined {
    const from = this.#position
    this.#limit.end = Math.min(end, this.#claimed, this.#message.size, this.#refused[0] ?? Infinity)
    if (from >= this.#limit.end) return undefined
    this.#running = true
    const halt = runStretch(this.#tasks, from, this.#limit, this.#values)
    if (halt === undefined) this.#running = false
    else if ('error' in halt) this.#fail(halt.error)
    else return this.#wait(halt.pending)
    return undefined
  }

  /** Notes that the tasks from `first` on began at `at`, and took `elapsed` ms. */
  #ran(first: number, at: number, elapsed: number): void {
    this.#elapsed += elapsed
    const count = this.#position - first
    if (count === 0) return
    this.#perTask = elapsed / count
    if (count === 1 && this.#longest.wants(elapsed)) this.#longest.add({ position: first, elapsed })
    if (this.#message.settings.traced) this.#spans.push({ position: first, count, at, elapsed })
  }

  #skipRefused(): void {
    while (this.#refused[0] === this.#position && this.#position < this.#claimed) {
      this.#refused.shift()
      this.#values.push(undefined)
    }
  }

  async #wait(pending: PromiseLike<unknown>): Promise<void> {
    // what others have given must not wait for a task that takes long
    const timer = this.#values.length > 0 ? setTimeout(() => this.#tell(false, 1), TELL_WHILE_WAITING) : undefined
    try {
      this.#values.push(await pending)
      this.#running = false
    } catch (error) {
      this.#fail(error)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Records a failure, and tells of the first one at once: it may be all that the caller waits for. */
  #fail(error: unknown): void {
    this.#failures.push({ position: this.#position, error })
    this.#values.push(undefined)
    this.#running = false
    if (!this.#failed && !this.#done) this.#tell(false)
    this.#failed = true
  }

  #tell(end: boolean, claim = this.#affordable()): void {
    this.#host.tell({
      id: this.#message.id,
      offset: this.#offset,
      values: this.#values,
      failures: this.#failures,
      elapsed: this.#elapsed,
      longest: this.#longest.take(),
      spans: this.#spans,
      claim,
      end,
      full: this.#full,
    })
    this.#offset = this.#position
    this.#values.length = 0 // what was told has been serialized; a stretch goes on with the same array
    this.#failures = []
    this.#spans = []
    this.#elapsed = 0
    this.#claimed = this.#offset + claim
    this.#limit.end = Math.min(this.#limit.end, this.#claimed)
  }

  /** How many tasks fit between two tellings: should the worker die, no more than these are in doubt. */
  #affordable(): number {
    if (this.#message.settings.reportEach) return 1
    return Math.max(1, Math.floor(TELL_EVERY / Math.max(this.#perTask, 1e-3)))
  }
}
