import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { Backend, Executor, ExecutorOptions, Failure, Part, PartSpan } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { now } from '../model/clock.js'
import { type Halt, runStretch } from '../model/stretch.js'
import type { TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { errorAsArrived } from '../wire/as-arrived.js'
import { type CheapTasks, cheapTasksOf, type Measured, SAMPLE } from './cheap-tasks.js'
import { asReceived, asSent, type Chunk, itemsOf, type Received, some } from './crossing.js'
import { PooledExecutor } from './pooled-executor.js'
import type { Room, Sample } from './worth-sending.js'

/** For how long the event loop waits at most, in ms. */
const SLICE = 10
/** Tasks between two looks at the clock: should they all of a sudden be long ones, the event loop waits for so many. */
const STRIDE = 16

/** Where the choice of backend is ours: tasks not worth sending, as the workers have measured, run in the caller's thread. */
export function thrifty(backend: Backend): Backend {
  return {
    ...backend,
    open(options) {
      const workers = backend.open(options)
      const mayStay = workers instanceof PooledExecutor && !needsWorkers(options)
      return mayStay ? new ThriftyExecutor(workers, options.nJobs) : workers
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

class ThriftyExecutor implements Executor {
  readonly #workers: PooledExecutor
  readonly #room: Room
  /** Batches in the caller's thread, and what resolves their `submit`. */
  readonly #here = new Map<Batch, () => void>()
  readonly #onFree: (() => void)[] = []
  #sliceEnd = 0
  #turn: Promise<void> | undefined

  constructor(workers: PooledExecutor, nJobs: number) {
    this.#workers = workers
    this.#room = { workers: nJobs, cores: availableParallelism() }
  }

  submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    const fn = onlyFunction(batch.tasks)
    const here = fn && cheapTasksOf(fn).cheap ? this.#functionHere(fn, batch) : undefined
    const items = here && itemsOf(batch.tasks)
    const first = items && asSent(items, 0)
    if (fn && first) {
      return new Promise((resolve) => {
        this.#here.set(batch, resolve)
        const run = this.#run({ batch, fn: here, isCopy: here !== fn, items, first }, cheapTasksOf(fn), report)
        void run.finally(() => this.stop(batch))
      })
    }
    return this.#workers.submit(batch, (part) => {
      if (fn) this.#learn(fn, part, batch)
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
    const resolve = this.#here.get(batch)
    if (!resolve) return this.#workers.stop(batch)
    this.#here.delete(batch)
    resolve()
    if (this.#here.size === 0) for (const free of this.#onFree.splice(0)) free()
  }

  async close(): Promise<void> {
    if (this.#here.size > 0) await new Promise<void>((resolve) => this.#onFree.push(resolve))
    await this.#workers.close()
  }

  /** From what workers report. */
  #learn(fn: TaskFunction, { offset, values, failures, elapsed }: Part, batch: Batch): void {
    const known = cheapTasksOf(fn)
    const measured = { tasks: values.length, elapsed, sample: () => sampleOf(itemsOf(batch.tasks), offset, values) }
    if (failures.length > 0) known.become(false)
    else if (known.cheap) known.ran(measured, this.#room)
    else if (known.seemCheap(measured, this.#room)) known.become(this.#functionHere(fn, batch) !== undefined)
  }

  /** What gives the same here as the function in workers; undefined where there is no such thing, perhaps not yet. */
  #functionHere(fn: TaskFunction, { call, tasks }: Batch): TaskFunction | undefined {
    const { functions, copies } = this.#workers.shippingOf(call)
    functions.ship(tasks)
    const shipment = functions.shipmentOf(fn)
    return shipment && copies.of(fn, shipment)
  }

  /** Runs as many tasks as the slice has time for, up to one that is unusual; the others are handed out again. */
  async #run(work: Work, known: CheapTasks, report: (part: Part) => void): Promise<void> {
    const { batch } = work
    while (now() >= this.#sliceEnd) await (this.#turn ??= this.#newSlice())
    if (!known.cheap || !this.#here.has(batch)) return
    const at = now()
    const { values, failures, halt, elapsed, measured } = this.#runSlice(work)
    known.ran(measured, this.#room)
    const tell = (received: Received, span: Omit<PartSpan, 'count'>) => {
      if (!this.#here.has(batch) || received.values.length === 0) return
      const { position, elapsed } = span
      report({ offset: position, ...received, elapsed, spans: [{ ...span, count: received.values.length }] })
    }
    tell({ values, failures }, { position: 0, at, elapsed })
    if (!halt) return
    known.become(false)
    const position = values.length
    const since = now()
    tell(await settle(halt, work, position), { position, at: since, elapsed: now() - since })
  }

  /** Copies, runs and copies tasks in turn: what was copied is still at hand then. */
  #runSlice({ batch, fn, items, first }: Work): Ran {
    let values: unknown[] = []
    const failures: Failure[] = []
    const measured: Measured[] = []
    let halt: Halt
    let elapsed = 0
    for (let chunk: Chunk | undefined = first; chunk; ) {
      const start = values.length
      const given: unknown[] = []
      const started = now()
      halt = this.#runChunk(batch, new MappedTasks(fn, chunk.items), given)
      const ended = now()
      const received = asReceived(given, batch, start)
      if (start === 0) values = received.values
      else for (const value of received.values) values.push(value)
      failures.push(...received.failures)
      elapsed += ended - started
      const copying = chunk.copying + now() - ended
      const sample = () => sampleOf(items, start, given)
      measured.push({ tasks: given.length, elapsed: ended - started, copying, sample })
      const goesOn = !halt && now() < this.#sliceEnd && this.#here.has(batch)
      chunk = goesOn ? asSent(items, values.length) : undefined
    }
    return { values, failures, halt, elapsed, measured: leastOf(measured) }
  }

  #runChunk(batch: Batch, tasks: MappedTasks, values: unknown[]): Halt {
    let position = 0
    let halt: Halt
    do {
      const end = Math.min(position + STRIDE, tasks.length)
      halt = runStretch(tasks, position, { end }, values)
      position = end
    } while (!halt && position < tasks.length && now() < this.#sliceEnd && this.#here.has(batch))
    return halt
  }

  async #newSlice(): Promise<void> {
    await setImmediate()
    this.#sliceEnd = now() + SLICE
    this.#turn = undefined
  }
}

/** A batch that runs here. */
interface Work {
  readonly batch: Batch
  /** What its tasks call here. */
  readonly fn: TaskFunction
  /** `fn` is a copy, with copies of the classes that the function has captured. */
  readonly isCopy: boolean
  readonly items: ArrayLike<unknown>
  readonly first: Chunk
}

/** What came of tasks that ran in a slice of the caller's time. */
interface Ran extends Received {
  /** What keeps the tasks that follow from running. */
  readonly halt: Halt
  readonly elapsed: number
  readonly measured: Measured
}

function onlyFunction(tasks: Tasks): TaskFunction | undefined {
  if (tasks instanceof MappedTasks) return tasks.fn
  const fn = tasks.at(0)?.fn
  for (const task of tasks) if (task.fn !== fn) return undefined
  return fn
}

/** Other programs may hold up any of them. */
function leastOf(measured: readonly Measured[]): Measured {
  const perTask = ({ tasks, elapsed, copying = 0 }: Measured) => (elapsed + copying) / tasks
  return measured.reduce((least, other) => (perTask(other) < perTask(least) ? other : least))
}

/** What became of the task that a stretch came to a halt at. */
async function settle(halt: NonNullable<Halt>, { batch, isCopy }: Work, position: number): Promise<Received> {
  try {
    if ('error' in halt) throw halt.error
    return asReceived([await halt.pending], batch, position)
  } catch (error) {
    return { values: [undefined], failures: [{ position, error: isCopy ? errorAsArrived(error, batch.tasks.at(position)!) : error }] }
  }
}

function sampleOf(items: ArrayLike<unknown> | undefined, position: number, values: readonly unknown[]): Sample | undefined {
  const results = values.slice(0, SAMPLE)
  return items && { args: some(items, position, results.length), results }
}
