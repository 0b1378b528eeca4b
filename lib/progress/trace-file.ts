import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { OptionError } from '../model/errors.js'
import { ofThread } from '../model/of-thread.js'
import { warn } from '../model/warn.js'
import { PRODUCER, type TraceDocument, type TraceEvent, type TraceNote } from './trace-format.js'

/** The most events in a file: viewers get slow long before. */
const MOST_EVENTS = 1_000_000
/** How many events are written at once. */
const PORTION = 10_000

/** How a `TraceDocument` begins, which is written piece by piece. */
const HEAD = '{"traceEvents":[\n'

/** The files of this program by their paths. */
const files = ofThread('trace files', () => new Map<string, TraceFile>())

/** The trace file of that name: all calls that name it share one. */
export function traceFile(name: string): TraceFile {
  const file = path.resolve(name)
  const known = files.get(file) ?? new TraceFile(file)
  files.set(file, known)
  return known
}

/** A file to which calls are added as they end. It can be read after each. */
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
   * Gives a call its number as it begins, and the time from which times in the file are counted: when its first call began.
   *
   * @param at when the call began, in ms
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

  /** Adds a call that has ended. A failure is only a warning: the call's results are worth more than its trace. */
  add(events: readonly TraceEvent[], dropped: number): Promise<void> {
    this.#events += events.length
    this.#dropped += dropped
    this.#writing = this.#writing.then(() => this.#write(events)).catch((error: Error) => this.#warn(error))
    return this.#writing
  }

  #check(): void {
    try {
      const there = statSync(this.#path, { throwIfNoEntry: false })
      const blocks = there && !there.isFile() && !there.isCharacterDevice() && !there.isDirectory()
      if (blocks) throw new Error('it is no file') // a pipe would block
      if (there) accessSync(this.#path, constants.W_OK)
      if (!there?.isFile()) closeSync(openSync(this.#path, 'a'))
    } catch (error) {
      const { message } = error as Error
      const problem = `trace must name a file that can be written, and '${this.#path}' can't be: ${message}`
      throw new OptionError('trace', `${problem}. Is there such a folder, and may you write there?`)
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
      const rest: Omit<TraceDocument, 'traceEvents'> = { displayTimeUnit: 'ms', otherData: this.#note() }
      const tail = `\n],${JSON.stringify(rest).slice(1)}\n`
      this.#size = this.#end + (await file.write(tail, this.#end)).bytesWritten
    } finally {
      await file.close()
    }
  }

  async #put(file: FileHandle, text: string): Promise<void> {
    this.#end += (await file.write(text, this.#end)).bytesWritten
  }

  #note(): TraceNote {
    if (this.#dropped === 0) return { producer: PRODUCER }
    const note = `${this.#dropped} events were left out: a file holds ${this.#most} at most`
    return { producer: PRODUCER, droppedEvents: this.#dropped, note }
  }

  #warn(error: Error): void {
    warn('WARN_TRACE_FILE', `the trace could not be written to '${this.#path}': ${error.message}`)
  }
}
