import type { Executor, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import type { Observer, WaitsFor } from '../model/observer.js'
import type { SetTimer } from '../model/timers.js'
import { type Arrival, type ArrivedFailure, Arrivals } from './arrivals.js'
import type { BatchSizer } from './batch-size.js'
import { type Batcher, batcher } from './batcher.js'
import { completedPart } from './completed.js'
import { InFlight, tasksLeft } from './in-flight.js'
import { PendingRetries } from './pending-retries.js'
import { ReadAhead } from './read-ahead.js'
import type { Retry } from './retry.js'
import type { Run } from './run.js'
import type { Source } from './source.js'
import { waitsFor } from './waits-for.js'
import { without } from './without.js'

export interface DispatchPlan {
  readonly source: Source
  readonly executor: Executor
  readonly sizer: BatchSizer
  readonly nJobs: number
  /** Whether a batch may wait at the executor while as many as can are running. */
  readonly prefetch: boolean
  /** The most tasks that may be read and not yet delivered; undefined: as many as keep the workers busy. */
  readonly readAhead: number | undefined
  /** Whether no further task is read after a failure. */
  readonly stopOnFailure: boolean
  readonly signal: AbortSignal | undefined
  readonly observer: Observer
  readonly retry: Retry
  readonly setTimer: SetTimer
  /** Returns a promise of the event loop's next turn if it has waited for long: the next batch waits for that. */
  readonly rest: () => Promise<void> | undefined
}

/** How many batches a job has while they are brief: the second waits at the worker, which then is never without work. */
const BRIEF_BATCHES = 2

/** Keeps the executor busy: submits a batch whenever there is room for one, and passes on what comes back. */
export function dispatch(plan: DispatchPlan): Run {
  const dispatcher = new Dispatcher(plan)
  dispatcher.start()
  return dispatcher
}

class Dispatcher implements Run {
  readonly arrivals = new Arrivals(() => this.stop())
  readonly #plan: DispatchPlan
  readonly #batches: Batcher
  readonly #readAhead: ReadAhead
  readonly #inFlight = new Set<InFlight>()
  readonly #retries: PendingRetries
  /** `#feed` is running: what it calls may lead back to it. */
  #isFeeding = false
  /** The input was asked for tasks and has not answered yet. */
  #isPulling = false
  /** The event loop has its turn, and feeding goes on afterwards. */
  #isResting = false
  /** The batcher had no task when it was last asked. One that runs again changes that. */
  #isDry = false
  /** A task has failed for good, and its failure ends the call. */
  #hasFailed = false
  #isOver = false
  #waits: WaitsFor | undefined

  constructor(plan: DispatchPlan) {
    this.#plan = plan
    this.#batches = batcher(plan.source)
    this.#readAhead = new ReadAhead(plan, this.#batches)
    this.#retries = new PendingRetries(plan.retry, plan.setTimer, (batch) => {
      this.#giveBack(batch, 0)
      this.#feed()
    })
  }

  start(): void {
    const { signal } = this.#plan
    signal?.addEventListener('abort', this.#onAbort)
    if (signal?.aborted) this.#onAbort()
    this.#feed()
  }

  each(visit: (arrival: Arrival) => void): Promise<void> {
    return this.arrivals.each(visit)
  }

  delivered(tasks: number): void {
    this.#readAhead.delivered(tasks)
    this.#feed()
  }

  abort(error: unknown): void {
    this.arrivals.fail(error)
    this.#close().catch(() => {}) // what ended the call outweighs how its input took it
  }

  async stop(): Promise<void> {
    this.arrivals.end()
    await this.#close()
  }

  /** Submits as many batches as there is room for. Called whenever something has changed. */
  #feed(): void {
    if (this.#isFeeding || this.#isResting) return
    this.#isFeeding = true
    while (this.#canSubmit()) {
      if (!this.#rests()) this.#pull(this.#readAhead.nextSize())
    }
    this.#isFeeding = false
    if (!this.#isOver) this.#endOnError(() => this.#tellWaits())
    if (!this.#isOver) this.#afterFeeding()
  }

  #canSubmit(): boolean {
    if (this.#isOver || this.#isDry || this.#isResting || !this.#hasSlot()) return false
    return this.#batches.hasReturned() || (!this.#isPulling && this.#mayRead())
  }

  #hasSlot(): boolean {
    const { nJobs, prefetch, sizer } = this.#plan
    return this.#inFlight.size < nJobs * (prefetch && nJobs > 1 && sizer.brief() ? BRIEF_BATCHES : 1)
  }

  #mayRead(): boolean {
    return this.#readAhead.allows(tasksLeft(this.#inFlight))
  }

  /** Lets the event loop have a turn if it has waited for long. */
  #rests(): boolean {
    const rested = this.#plan.rest()?.then(() => {
      this.#isResting = false
      this.#feed()
    })
    this.#isResting = rested !== undefined
    return this.#isResting
  }

  #tellWaits(): void {
    const hasSlot = this.#hasSlot()
    const waits = waitsFor({
      resting: this.#isResting,
      hasSlot,
      pulling: this.#isPulling,
      readAheadFull: hasSlot && !this.#isDry && !this.#mayRead(),
      allDone: this.#isAllDone(),
    })
    if (waits !== this.#waits) this.#plan.observer.waits?.((this.#waits = waits))
  }

  /** Ends the call if all is done. Else jobs without tasks may take some that others have not started. */
  #afterFeeding(): void {
    if (this.#isPulling || this.#isResting) return
    if (this.#isAllDone()) this.#finish()
    else if (this.#hasSlot()) this.#endOnError(() => this.#plan.executor.share())
  }

  #isAllDone(): boolean {
    return this.#isDry && this.#inFlight.size === 0 && this.#retries.count === 0
  }

  #pull(size: number): void {
    try {
      const batch = this.#batches.next(size)
      if (batch instanceof Promise) this.#awaitInput(batch)
      else this.#take(batch)
    } catch (error) {
      this.#inputFailed(error)
    }
  }

  #awaitInput(pulled: Promise<Batch | undefined>): void {
    this.#isPulling = true
    const settled = (then: () => void) => {
      this.#isPulling = false
      then()
      this.#feed()
    }
    pulled.then(
      (batch) => settled(() => this.#take(batch)),
      (error: unknown) => settled(() => this.#inputFailed(error)),
    )
  }

  #take(batch: Batch | undefined): void {
    if (this.#isOver) return
    if (batch) this.#submit(batch)
    else this.#isDry = !this.#batches.hasReturned()
  }

  /** Reports the input's failure where its next task would be, so that it comes after the results of earlier ones. */
  #inputFailed(error: unknown): void {
    const index = this.#batches.pulled()
    this.arrivals.push({ start: index, values: [undefined], failures: [{ index, error, task: undefined }] })
    this.#batches.close()
    this.#isDry = !this.#batches.hasReturned()
  }

  #submit(batch: Batch): void {
    const sent = new InFlight(batch)
    this.#inFlight.add(sent)
    const failed = (error: unknown) => this.#inFlight.delete(sent) && this.abort(error)
    try {
      this.#plan.executor
        .submit(batch, (part) => {
          if (this.#inFlight.has(sent)) this.#arrived(sent, part)
        })
        .then(() => this.#inFlight.delete(sent) && this.#ended(sent), failed)
    } catch (error) {
      failed(error) // a backend of the user may do anything
    }
  }

  #arrived(sent: InFlight, part: Part): void {
    sent.add(part)
    if (part.elapsed > 0 && part.values.length > 0) this.#plan.sizer.ran(part.values.length, part.elapsed)
    this.#endOnError(() => this.#passOn(sent.batch, part))
  }

  /** Passes results and failures on, except those of tasks that run again. */
  #passOn(batch: Batch, part: Part): void {
    const { stopOnFailure, observer } = this.#plan
    const failures = failuresOf(batch, part)
    const again = failures.filter((failure) => this.#retries.add(failure, batch))
    if (failures.length > again.length && stopOnFailure) {
      this.#hasFailed = true
      this.#batches.close()
    }
    const arrival = { start: batch.start + part.offset, values: part.values, failures }
    for (const piece of without(arrival, again.map(({ index }) => index))) this.arrivals.push(piece)
    if (part.values.length > 0) observer.completed?.(completedPart(batch, part, again.length))
  }

  #ended({ batch, reported, left, cost }: InFlight): void {
    if (cost) this.#plan.sizer.cost(cost)
    if (left > 0) this.#giveBack(batch, reported)
    this.#feed()
  }

  #giveBack(batch: Batch, from: number): void {
    this.#batches.giveBack(batch, from)
    this.#isDry = false
  }

  /** Ends the call with whatever `act` throws. */
  #endOnError(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.abort(error)
    }
  }

  #finish(): void {
    // a task's failure, which may not have been looked at yet, outweighs how the input took its end
    const failed = (error: unknown) => (this.#hasFailed ? this.arrivals.end() : this.arrivals.fail(error))
    this.#close().then(() => this.arrivals.end(), failed)
  }

  async #close(): Promise<void> {
    const { signal, executor, source } = this.#plan
    this.#isOver = true
    this.#retries.cancelAll()
    signal?.removeEventListener('abort', this.#onAbort)
    for (const { batch } of this.#inFlight) executor.stop(batch)
    this.#inFlight.clear()
    executor.end?.(this.#batches.call)
    await source.close()
  }

  readonly #onAbort = () => this.abort(this.#plan.signal?.reason)
}

function failuresOf({ start, tasks }: Batch, { failures }: Part): ArrivedFailure[] {
  return failures.map(({ position, error }) => ({ index: start + position, error, task: tasks.at(position)! }))
}
