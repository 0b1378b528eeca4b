import { now } from '../model/clock.js'
import type { CompletedTasks, Ending, Observer } from '../model/observer.js'
import { BatchSizeChanges } from './batch-size-changes.js'
import { dueAfterReading, dueWhileReading } from './cadence.js'
import { batchSizeLine, doneLine, finishedLine, prefix, remainingLine, usingLine, widthFor } from './joblib-lines.js'

export interface VerboseOptions {
  /** Above 0; see `ParallelOptions.verbose`. */
  readonly verbose: number
  readonly nJobs: number
  /** `nJobs` as the user wrote it, for the prefix; `nJobs` itself is told where that was nothing. */
  readonly nJobsGiven?: number | string | null | undefined
  /** The backend's name. */
  readonly backend: string
  /** How many tasks there are, where the input says so before it is read. */
  readonly total?: number | undefined
  /** Takes a line without its line break. Default: prints it, to stdout where `verbose` is at least 50, else to stderr. */
  readonly write?: (line: string) => void
  /** Milliseconds since some point in the past. */
  readonly now?: () => number
}

/** What the lines need to know of completed tasks. */
export type Completed = Pick<CompletedTasks, 'batch' | 'count' | 'elapsed'>

const STDOUT_FROM = 50
/** The verbosity from which on lines tell what was decided: the size of batches, another backend. */
export const DECISIONS_FROM = 10

/**
 * Tells how a run goes, in joblib's lines. Each call of `Parallel` needs one of its own.
 *
 * @source joblib `Parallel.print_progress`
 */
export class VerboseReporter implements Observer {
  readonly #options: VerboseOptions
  readonly #write: (line: string) => void
  readonly #now: () => number
  readonly #batchSizes = new BatchSizeChanges()
  #startedAt = 0
  #done = 0
  /** How many tasks the input had, known once it is exhausted. */
  #tasksRead: number | undefined

  constructor(options: VerboseOptions) {
    this.#options = options
    this.#write = options.write ?? streamFor(options.verbose)
    this.#now = options.now ?? now
  }

  started(): void {
    const { backend, nJobs } = this.#options
    this.#startedAt = this.#now()
    if (nJobs > 1) this.#say(usingLine(backend, nJobs))
  }

  completed(tasks: Completed): void {
    const { count } = tasks
    if (this.#options.verbose >= DECISIONS_FROM) this.#batchSizes.completed(tasks)
    const before = this.#done
    this.#done += count
    if (this.#tasksRead === undefined) this.#whileReading(before)
    else this.#afterReading(before, this.#tasksRead)
  }

  resized(batchSize: number): void {
    const change = this.#options.verbose >= DECISIONS_FROM && this.#batchSizes.resized(batchSize)
    if (change) this.#say(batchSizeLine(change))
  }

  exhausted(total: number): void {
    this.#tasksRead = total
  }

  ended(how: Ending): void {
    if (how === 'done') this.#say(finishedLine(this.#progress()))
  }

  #whileReading(before: number): void {
    if (dueWhileReading(before, this.#done, this.#options.verbose)) this.#say(doneLine(this.#progress()))
  }

  #afterReading(before: number, total: number): void {
    if (!dueAfterReading(before, this.#done, total, this.#options.verbose)) return
    this.#say(remainingLine({ ...this.#progress(), total }))
  }

  #progress() {
    const { total } = this.#options
    return { done: this.#done, total, elapsed: this.#now() - this.#startedAt, width: widthFor(total) }
  }

  #say(text: string): void {
    const { nJobs, nJobsGiven } = this.#options
    this.#write(prefix(nJobsGiven ?? nJobs) + text)
  }
}

/** Returns what prints lines: to stderr, or to stdout where very many are wanted. */
export function streamFor(verbose: number): (line: string) => void {
  const stream = verbose < STDOUT_FROM ? process.stderr : process.stdout
  return (line) => stream.write(`${line}\n`)
}
