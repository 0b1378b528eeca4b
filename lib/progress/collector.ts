import { performance } from 'node:perf_hooks'
import { now } from '../model/clock.js'
import { Longest } from '../model/longest.js'
import type { CompletedTasks, Observer, TimedTask, WaitsFor } from '../model/observer.js'
import { describeTask } from '../model/task-info.js'
import type { WorkerInfo } from '../model/worker-info.js'
import type { CollectedCall, CollectedWorker } from './collected.js'

export interface CollectorOptions {
  readonly backend: string
  readonly nJobs: number
  /** Whether the options forbid to share large arrays. */
  readonly copiesArrays?: boolean
  /** Called when the call has ended. */
  readonly ended?: () => void
  /** The time, in ms. */
  readonly now?: () => number
  /** Milliseconds that the thread has been busy since some point in the past. */
  readonly busy?: () => number
}

/** What is counted of one worker. */
interface Row {
  tasks: number
  batches: number
  working: number
  transfer: number
}

/** Counts what the insights of a call are made of. A report costs some additions, no more. */
export class Collector implements Observer {
  readonly #options: CollectorOptions
  readonly #now: () => number
  readonly #busy: () => number
  readonly #startedAt: number
  readonly #busyBefore: number
  readonly #rows = new Map<WorkerInfo | undefined, Row>()
  readonly #longest = new Longest<TimedTask>()
  readonly #waits = { startUp: 0, workers: 0, input: 0, consumer: 0, caller: 0, tail: 0 }
  #waitsFor: WaitsFor | 'startUp' = 'startUp'
  #since: number
  #tasks = 0
  #failed = 0
  #retried = 0
  #reading = 0
  #sending = 0
  #call: CollectedCall | undefined

  /** Begins to count: the call begins now. */
  constructor(options: CollectorOptions) {
    this.#options = options
    this.#now = options.now ?? now
    this.#busy = options.busy ?? (() => performance.eventLoopUtilization().active)
    this.#since = this.#startedAt = this.#now()
    this.#busyBefore = this.#busy()
  }

  /** What was counted, once the call has ended. */
  get call(): CollectedCall | undefined {
    return this.#call
  }

  get startedAt(): number {
    return this.#startedAt
  }

  started(): void {
    this.#turnTo('workers')
  }

  completed(tasks: CompletedTasks): void {
    const { worker, start, count, failed, elapsed, overhead, sending, batch, longest } = tasks
    if (this.#rows.size === 0 && worker) this.#turnFromStart(worker)
    const row = this.#rowOf(worker)
    row.tasks += count
    row.working += elapsed
    row.transfer += overhead
    if (start === batch.start) row.batches++
    this.#tasks += count
    this.#failed += failed
    this.#sending += sending
    for (const task of longest) if (this.#longest.wants(task.elapsed)) this.#longest.add(task)
  }

  retried(): void {
    this.#retried++
  }

  read(elapsed: number): void {
    this.#reading += elapsed
  }

  waits(what: WaitsFor): void {
    this.#turnTo(what)
  }

  ended(): void {
    this.#turnTo('workers')
    const elapsed = this.#since - this.#startedAt
    const { backend, nJobs, copiesArrays = false } = this.#options
    const [tasks, failed, retried] = [this.#tasks, this.#failed, this.#retried]
    const longest = this.#longest.all.map(({ index, task, elapsed }) => ({ ...describeTask(task, index), elapsed }))
    const workers = [...this.#rows].map(([worker, row]) => this.#workerOf(worker, row)).sort((a, b) => a.id - b.id)
    const thread = { busy: this.#busy() - this.#busyBefore, reading: this.#reading, sending: this.#sending }
    const waits = this.#waits
    const places = this.#places
    this.#call = { backend, nJobs, copiesArrays, places, elapsed, tasks, failed, retried, workers, longest, waits, thread }
    this.#options.ended?.()
  }

  /** How many tasks could run at a time: one where a backend of ours has used no worker, but on `'async'` several can wait. */
  get #places(): number {
    const { backend, nJobs } = this.#options
    const inThread = [...this.#rows.keys()].every((worker) => worker === undefined)
    return inThread && ['sequential', 'threads', 'processes'].includes(backend) ? 1 : nJobs
  }

  #rowOf(worker: WorkerInfo | undefined): Row {
    let row = this.#rows.get(worker)
    if (!row) this.#rows.set(worker, (row = { tasks: 0, batches: 0, working: 0, transfer: 0 }))
    return row
  }

  /** From now on the call waits for something else. */
  #turnTo(what: WaitsFor): void {
    const time = this.#now()
    this.#waits[this.#waitsFor] += time - this.#since
    this.#since = time
    this.#waitsFor = what
  }

  /** Until its first worker had started, the call waited for that, whatever else it could not do more for at the time. */
  #turnFromStart(worker: WorkerInfo): void {
    this.#turnTo(this.#waitsFor === 'startUp' ? 'workers' : this.#waitsFor)
    const elapsed = this.#since - this.#startedAt
    const up = Math.min(elapsed, this.#startUpOf(worker))
    if (up <= 0) return
    for (const key of Object.keys(this.#waits) as (keyof CollectedCall['waits'])[]) this.#waits[key] *= 1 - up / elapsed
    this.#waits.startUp += up
  }

  /** How much of a worker's start fell into the call. */
  #startUpOf({ startedAt, startUp = 0 }: WorkerInfo): number {
    const from = Math.max(startedAt, this.#startedAt)
    return Math.max(0, startedAt + startUp - from)
  }

  #workerOf(worker: WorkerInfo | undefined, row: Row): CollectedWorker {
    if (!worker) return { id: 0, name: CALLERS_THREAD, startUp: 0, ...row }
    return { id: worker.id, name: nameOf(worker), startUp: this.#startUpOf(worker), ...row }
  }
}

export const CALLERS_THREAD = "caller's thread"

export function nameOf({ kind, id }: WorkerInfo): string {
  return `${kind} ${id}`
}
