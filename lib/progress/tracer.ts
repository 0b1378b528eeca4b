import { now } from '../model/clock.js'
import type { RetryEvent } from '../model/events.js'
import type { CompletedTasks, Ending, Observer, Span, WaitsFor } from '../model/observer.js'
import { describeTask } from '../model/task-info.js'
import type { WorkerInfo } from '../model/worker-info.js'
import { CALLERS_THREAD, nameOf } from './collector.js'
import type { Insights } from './insights.js'
import { title } from './insights-table.js'
import { Lanes } from './lanes.js'
import { showError } from './show-error.js'
import { joins, type Slice, sliceOf, spansOf } from './slices.js'
import type { TraceFile } from './trace-file.js'
import { type InstantKind, NAME_OF, PHASE, type TraceArgs, type TraceEvent } from './trace-format.js'

export interface TracerOptions {
  readonly file: TraceFile
  /** When the call began, in ms. */
  readonly startedAt: number
  /** The insights of the call, once it has ended. */
  readonly insights: () => Insights
  readonly now?: () => number
}

/** The rows that belong to no worker: what the call waits for, and tasks in the caller's thread. Workers' rows have their ids. */
const CALL_ROW = 0
const FIRST_LANE = 1_000_000

/** What is known of a slice's event. Times in ms. */
interface SliceEvent extends Pick<TraceEvent, 'name' | 'cat' | 'tid' | 'args' | 'cname'> {
  readonly at: number
  readonly end: number
}

interface Row {
  readonly worker: WorkerInfo | undefined
  /** The latest slice, which may still grow. */
  slice?: Slice | undefined
  /** The latest batch, likewise. */
  batch?: { readonly start: number; readonly tasks: number; readonly at: number; end: number } | undefined
}

/** Makes the events of one call's trace. */
export class Tracer implements Observer {
  readonly #options: TracerOptions
  readonly #now: () => number
  readonly #rows = new Map<number, Row>()
  readonly #lanes = new Lanes()
  readonly #events: TraceEvent[] = []
  #dropped = 0
  #call: { readonly call: number; readonly zero: number } | undefined
  #waits: { readonly what: WaitsFor; readonly at: number } | undefined

  constructor(options: TracerOptions) {
    this.#options = options
    this.#now = options.now ?? now
  }

  started(): void {
    this.#call = this.#options.file.begin(this.#options.startedAt)
  }

  waits(what: WaitsFor): void {
    const at = this.#now()
    this.#endWait(at)
    this.#waits = { what, at }
  }

  completed(tasks: CompletedTasks): void {
    for (const span of spansOf(tasks, this.#now)) {
      const tid = tasks.worker?.id ?? FIRST_LANE + this.#lanes.take(span.at, span.at + span.elapsed)
      const row = this.#rows.get(tid) ?? { worker: tasks.worker }
      this.#rows.set(tid, row)
      if (tasks.worker) this.#growBatch(tid, row, tasks.batch, span)
      this.#addSlice(tid, row, sliceOf(span, tasks.failures))
    }
  }

  retried({ error, task, attempt, delay }: RetryEvent): void {
    const args = { ...task, attempt, delay, error: showError(error) }
    this.#instant('retry', CALL_ROW, this.#now(), `retry of ${task.fn}`, args)
  }

  async ended(how: Ending): Promise<void> {
    if (!this.#call) return // it has not begun
    const insights = this.#options.insights()
    const end = this.#options.startedAt + insights.elapsed
    this.#endWait(end)
    for (const [tid, row] of this.#rows) {
      this.#endSlice(tid, row)
      this.#endBatch(tid, row)
      this.#addStart(tid, row)
    }
    this.#instant('end', CALL_ROW, end, how, { insights })
    this.#events.sort((a, b) => a.ts! - b.ts! || (b.dur ?? 0) - (a.dur ?? 0)) // what holds others comes first
    await this.#options.file.add([...this.#names(insights), ...this.#events], this.#dropped)
  }

  #names(insights: Insights): TraceEvent[] {
    const { call } = this.#call!
    const naming = (what: keyof typeof NAME_OF, tid: number, name: string): TraceEvent =>
      ({ name: NAME_OF[what], ph: PHASE.name, pid: call, tid, args: { name } })
    const rows = [...this.#rows].sort(([a], [b]) => a - b)
    return [
      naming('call', CALL_ROW, `call ${call}: ${title(insights)}`),
      naming('row', CALL_ROW, 'what the call waits for'),
      ...rows.map(([tid, { worker }]) => naming('row', tid, rowName(tid, worker))),
    ]
  }

  #addSlice(tid: number, row: Row, slice: Slice): void {
    const { slice: before } = row
    if (before && joins(before, slice)) {
      before.count += slice.count
      before.end = slice.end
      before.failures = [...before.failures, ...slice.failures]
      return
    }
    this.#endSlice(tid, row)
    row.slice = slice
  }

  #endSlice(tid: number, row: Row): void {
    const { slice } = row
    if (!slice) return
    const { fn, span, count, at, end, failures } = slice
    const { args } = describeTask(span.task, span.start)
    const what = count === 1 ? { index: span.start, arguments: args } : { first: span.start, count }
    const trouble = failures[0] && { failed: failures.map(({ index }) => index), error: showError(failures[0].error) }
    const name = count === 1 ? fn : `${fn} × ${count}`
    const colour = trouble && { cname: 'terrible' }
    this.#slice({ name, cat: 'task', tid, at, end, args: { fn, ...what, ...trouble }, ...colour })
    if (trouble) this.#instant('failure', tid, end, `${fn} failed`, trouble)
    row.slice = undefined
  }

  #growBatch(tid: number, row: Row, { start, tasks }: CompletedTasks['batch'], { at, elapsed }: Span): void {
    if (row.batch?.start !== start) {
      this.#endSlice(tid, row) // no slice reaches beyond its batch
      row.slice = undefined
      this.#endBatch(tid, row)
      row.batch = { start, tasks, at, end: at }
    }
    row.batch!.end = at + elapsed
  }

  #endBatch(tid: number, { batch }: Row): void {
    if (!batch || batch.tasks === 1) return
    const { start, tasks, at, end } = batch
    this.#slice({ name: `batch of ${tasks}`, cat: 'batch', tid, at, end, args: { first: start, count: tasks } })
  }

  #addStart(tid: number, { worker }: Row): void {
    if (worker?.startUp === undefined || worker.startedAt < this.#options.startedAt) return
    const { startedAt, startUp } = worker
    this.#slice({ name: 'start-up', cat: 'start-up', tid, at: startedAt, end: startedAt + startUp, args: {} })
  }

  #endWait(end: number): void {
    if (!this.#waits) return
    const { what, at } = this.#waits
    this.#slice({ name: what, cat: 'wait', tid: CALL_ROW, at, end, args: {} })
    this.#waits = undefined
  }

  #slice({ at, end, ...event }: SliceEvent): void {
    const dur = Math.max(0, microseconds(end - at))
    this.#add({ ph: PHASE.slice, ts: this.#micros(at), dur, pid: this.#call!.call, ...event })
  }

  #instant(cat: InstantKind, tid: number, at: number, name: string, args: TraceArgs): void {
    const s = cat === 'failure' ? 't' : 'p'
    this.#add({ name, cat, ph: PHASE.instant, ts: this.#micros(at), pid: this.#call!.call, tid, s, args })
  }

  #add(event: TraceEvent): void {
    if (this.#events.length < this.#options.file.room || event.cat === 'end') this.#events.push(event)
    else this.#dropped++
  }

  #micros(at: number): number {
    return microseconds(at - this.#call!.zero)
  }
}

/** Microseconds, rounded to nanoseconds. */
function microseconds(ms: number): number {
  return Math.round(ms * 1e6) / 1e3
}

function rowName(tid: number, worker: WorkerInfo | undefined): string {
  if (worker) return nameOf(worker)
  return tid === FIRST_LANE ? CALLERS_THREAD : `${CALLERS_THREAD}, ${tid - FIRST_LANE + 1}`
}
