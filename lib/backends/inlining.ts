import { availableParallelism } from 'node:os'
import type { Backend, Executor, ExecutorOptions, Part, PartSpan } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { now } from '../model/clock.js'
import type { TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { cheapTasksOf, sampleOf } from './cheap-tasks.js'
import { type InlineBatch, runTasks, settle } from './inline-batch.js'
import { asSent, itemsOf, type Received } from './local-transfer.js'
import { PooledExecutor } from './pooled-executor.js'
import { TimeSlices } from './time-slices.js'
import type { Room } from './worth-sending.js'

/**
 * The backend for calls that leave the choice of backend to us: tasks that are not worth sending, as its workers have measured,
 * run inline, in the caller's thread.
 */
export function inliningCheapTasks(backend: Backend): Backend {
  return {
    ...backend,
    open(options) {
      const workers = backend.open(options)
      const mayInline = workers instanceof PooledExecutor && !needsWorkers(options)
      return mayInline ? new InliningExecutor(workers, options.nJobs) : workers
    },
  }
}

/**
 * What an initializer prepares is prepared in workers only; only a worker can be killed, only it tells what tasks write, and
 * only to it a codec leads.
 */
function needsWorkers({ initializer, timeout, codec, onLog }: ExecutorOptions): boolean {
  return initializer !== undefined || timeout !== undefined || codec !== undefined || onLog !== undefined
}

/** Runs batches of cheap tasks inline, and has workers run all others. */
class InliningExecutor implements Executor {
  readonly #workers: PooledExecutor
  readonly #room: Room
  /** Batches that run inline, and what resolves their `submit`. */
  readonly #inline = new Map<Batch, () => void>()
  readonly #onIdle: (() => void)[] = []
  readonly #slices = new TimeSlices()

  constructor(workers: PooledExecutor, nJobs: number) {
    this.#workers = workers
    this.#room = { workers: nJobs, cores: availableParallelism() }
  }

  submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    const fn = onlyFunction(batch.tasks)
    if (!fn) return this.#workers.submit(batch, report)
    const work = cheapTasksOf(fn).cheap ? this.#inlineBatch(fn, batch) : undefined
    if (work) return this.#submitInline(fn, work, report)
    return this.#workers.submit(batch, (part) => {
      this.#learn(fn, part, batch)
      report(part)
    })
  }

  share(): void {
    this.#workers.share()
  }

  end(call: number): void {
    this.#workers.end(call)
  }

  stop(batch: Batch): void {
    const resolve = this.#inline.get(batch)
    if (!resolve) return this.#workers.stop(batch)
    this.#inline.delete(batch)
    resolve()
    if (this.#inline.size === 0) for (const resolve of this.#onIdle.splice(0)) resolve()
  }

  async close(): Promise<void> {
    if (this.#inline.size > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
    await this.#workers.close()
  }

  /** The batch with all that it takes to run it inline; undefined where that isn't possible, perhaps not yet. */
  #inlineBatch(fn: TaskFunction, batch: Batch): InlineBatch | undefined {
    const local = this.#localFunction(fn, batch)
    const items = local && itemsOf(batch.tasks)
    const first = items && asSent(items, 0)
    return first && { batch, fn: local, isStandIn: local !== fn, items, first }
  }

  /** What gives the same here as the function in workers; undefined where there is no such thing, perhaps not yet. */
  #localFunction(fn: TaskFunction, { call, tasks }: Batch): TaskFunction | undefined {
    const { functions, localFunctions } = this.#workers.shippingOf(call)
    functions.ship(tasks)
    const shipment = functions.shipmentOf(fn)
    return shipment && localFunctions.of(fn, shipment)
  }

  /** Judges by what workers report whether tasks of the function are cheap. */
  #learn(fn: TaskFunction, { offset, values, failures, elapsed }: Part, batch: Batch): void {
    const known = cheapTasksOf(fn)
    const sample = () => {
      const items = itemsOf(batch.tasks)
      return items && sampleOf(items, offset, values)
    }
    const measured = { tasks: values.length, elapsed, sample }
    if (failures.length > 0) known.become(false)
    else if (known.cheap) known.ran(measured, this.#room)
    else if (known.seemCheap(measured, this.#room)) known.become(this.#localFunction(fn, batch) !== undefined)
  }

  #submitInline(fn: TaskFunction, work: InlineBatch, report: (part: Part) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#inline.set(work.batch, resolve)
      void this.#run(fn, work, report).finally(() => this.stop(work.batch))
    })
  }

  /** Runs as many tasks as the slice has time for, up to one that is unusual; the others are handed out again. */
  async #run(fn: TaskFunction, work: InlineBatch, report: (part: Part) => void): Promise<void> {
    const known = cheapTasksOf(fn)
    const { batch } = work
    const isWanted = () => this.#inline.has(batch)
    const tell = (received: Received, span: Omit<PartSpan, 'count'>) => {
      if (isWanted() && received.values.length > 0) report(partOf(received, span))
    }
    while (this.#slices.isOver) await this.#slices.next()
    if (!known.cheap || !isWanted()) return
    const at = now()
    const { received, halt, elapsed, measured } = runTasks(work, () => !this.#slices.isOver && isWanted())
    known.ran(measured, this.#room)
    tell(received, { position: 0, at, elapsed })
    if (!halt) return
    known.become(false)
    const position = received.values.length
    const since = now()
    tell(await settle(halt, work, position), { position, at: since, elapsed: now() - since })
  }
}

/** The function of all the tasks; undefined where they have several. */
function onlyFunction(tasks: Tasks): TaskFunction | undefined {
  if (tasks instanceof MappedTasks) return tasks.fn
  const fn = tasks.at(0)?.fn
  for (const task of tasks) if (task.fn !== fn) return undefined
  return fn
}

function partOf(received: Received, span: Omit<PartSpan, 'count'>): Part {
  const spans = [{ ...span, count: received.values.length }]
  return { offset: span.position, elapsed: span.elapsed, ...received, spans }
}
