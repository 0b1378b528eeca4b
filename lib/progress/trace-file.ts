import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { OptionError } from '../model/errors.js'
import { warn } from '../model/warn.js'

/** An event of Chrome's trace format; `ts` and `dur` in microseconds. */
export interface TraceEvent {
  readonly name: string
  /** `X`: a slice of time, `i`: an instant, `M`: a name for a row or a group of rows. */
  readonly ph: 'X' | 'i' | 'M'
  readonly cat?: string
  readonly ts?: number
  readonly dur?: number
  /** The group of rows: the number of the call. */
  readonly pid: number
  /** The row. */
  readonly tid: number
  readonly args?: Readonly<Record<string, unknown>>
  /** A colour that Chrome has a name for. */
  readonly cname?: string
  readonly s?: 'p' | 't'
}

/** Viewers get slow long before. */
const MOST_EVENTS = 1_000_000
/** Events that are written at once. */
const PORTION = 10_000

const HEAD = '{"traceEvents":[\n'

const files = new Map<string, TraceFile>()

/** The file of that name: one for all of the program that names it. */
export function traceFile(name: string): TraceFile {
  const file = path.resolve(name)
  const known = files.get(file) ?? new TraceFile(file)
  files.set(file, known)
  return known
}

/** Calls are added to it as they end. It is whole after each. */
export class TraceFile {
  readonly #path: string
  readonly #most: number
  #calls = 0
  #events = 0
  #dropped = 0
  /** Where the next event goes. */
  #end = 0
  #size = 0
  #zero: number | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(file: string, most = MOST_EVENTS) {
    this.#path = file
    this.#most = most
  }

  /**
   * A call begins.
   *
   * @param at when, in ms; times in the file count from the first
   * @throws OptionError when the file can't be written
   */
  begin(at: number): { readonly call: number; readonly zero: number } {
    this.#check()
    return { call: ++this.#calls, zero: (this.#zero ??= at) }
  }

  /** How many events there is room for. */
  get room(): number {
    return this.#most - this.#events
  }

  /** A call has ended. What goes wrong is a warning: its results are worth more than its trace. */
  add(events: readonly TraceEvent[], dropped: number): Promise<void> {
    this.#events += events.length
    this.#dropped += dropped
    this.#writing = this.#writing.then(() => this.#write(events)).catch((error: Error) => this.#warn(error))
    return this.#writing
  }

  #check(): void {
    try {
      const there = statSync(this.#path, { throwIfNoEntry: false })
      if (there) accessSync(this.#path, constants.W_OK)
      if (!there?.isFile()) closeSync(openSync(this.#path, 'a'))
    } catch (error) {
      const expected = `trace must name a file that can be written, and '${this.#path}' can't be`
      throw new OptionError('trace', `${expected}: ${(error as Error).message}. Is there such a folder, and may you write there?`)
    }
  }

  async #write(events: readonly TraceEvent[]): Promise<void> {
    const isOurs = this.#end > 0 && statSync(this.#path, { throwIfNoEntry: false })?.size === this.#size
    if (!isOurs) this.#end = 0 // nothing yet, or somebody else has written it meanwhile
    const file = await open(this.#path, isOurs ? 'r+' : 'w')
    try {
      if (!isOurs) await this.#put(file, HEAD)
      for (let i = 0; i < events.length; i += PORTION) {
        const lines = events.slice(i, i + PORTION).map((event) => JSON.stringify(event)).join(',\n')
        await this.#put(file, (this.#end > HEAD.length ? ',\n' : '') + lines)
      }
      const tail = `\n],"displayTimeUnit":"ms","otherData":${JSON.stringify(this.#note())}}\n`
      this.#size = this.#end + (await file.write(tail, this.#end)).bytesWritten
    } finally {
      await file.close()
    }
  }

  async #put(file: FileHandle, text: string): Promise<void> {
    this.#end += (await file.write(text, this.#end)).bytesWritten
  }

  #note(): Readonly<Record<string, unknown>> {
    if (this.#dropped === 0) return { producer: 'allcores' }
    const note = `${this.#dropped} events were left out: a file holds ${this.#most} at most`
    return { producer: 'allcores', droppedEvents: this.#dropped, note }
  }

  #warn(error: Error): void {
    warn('WARN_TRACE_FILE', `the trace could not be written to '${this.#path}': ${error.message}`)
  }
}
