import { dueAfterReading, dueWhileReading } from './cadence.js'
import { doneLine, finishedLine, prefix, remainingLine, usingLine, widthFor } from './joblib-lines.js'

/** What a run tells about itself, in this order: start, then completed and exhausted, and finish if it succeeds. */
export interface Reporter {
  start(): void
  /** So many more tasks are done. */
  completed(tasks: number): void
  /** The input has ended; it had so many tasks. */
  exhausted(total: number): void
  finish(): void
}

export interface VerboseOptions {
  /** 0 for silence; see `ParallelOptions.verbose`. */
  readonly verbose: number
  readonly nJobs: number
  /** As the user wrote it, for the prefix; `nJobs` when that was nothing. */
  readonly nJobsGiven?: number | string | null | undefined
  /** The backend's name. */
  readonly backend: string
  /** How many tasks there are, where the input says so before it is read. */
  readonly total?: number | undefined
  /** Takes a line without its line break. Default: stderr, or stdout where `verbose` is at least 50. */
  readonly write?: (line: string) => void
  /** Milliseconds since whenever. */
  readonly now?: () => number
}

const STDOUT_FROM = 50

const SILENT: Reporter = Object.freeze({ start() {}, completed() {}, exhausted() {}, finish() {} })

/**
 * Tells how a run goes, in joblib's lines. Each call of `Parallel` needs one of its own.
 *
 * @source joblib `Parallel.print_progress`
 */
export function verboseReporter(options: VerboseOptions): Reporter {
  return options.verbose > 0 ? new LineReporter(options) : SILENT
}

class LineReporter implements Reporter {
  readonly #options: VerboseOptions
  readonly #write: (line: string) => void
  readonly #now: () => number
  #startedAt = 0
  #done = 0
  /** Known once the input is exhausted. */
  #read: number | undefined

  constructor(options: VerboseOptions) {
    this.#options = options
    this.#write = options.write ?? streamFor(options.verbose)
    this.#now = options.now ?? (() => performance.now())
  }

  start(): void {
    const { backend, nJobs } = this.#options
    this.#startedAt = this.#now()
    if (nJobs > 1) this.#say(usingLine(backend, nJobs))
  }

  completed(tasks: number): void {
    const before = this.#done
    this.#done += tasks
    if (this.#read === undefined) this.#whileReading(before)
    else this.#afterReading(before, this.#read)
  }

  exhausted(total: number): void {
    this.#read = total
  }

  finish(): void {
    this.#say(finishedLine(this.#progress()))
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

function streamFor(verbose: number): (line: string) => void {
  const stream = verbose < STDOUT_FROM ? process.stderr : process.stdout
  return (line) => stream.write(`${line}\n`)
}
