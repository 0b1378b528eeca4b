import { setImmediate } from 'node:timers/promises'
import type { Backend, Executor, ExecutorOptions, Failure, Part, PartSpan } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { now } from '../model/clock.js'
import { type Halt, runStretch } from '../model/stretch.js'
import type { TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { plainCopies } from '../wire/plain.js'
import { asArrived, sentResult } from '../wire/reply.js'
import { Copies } from './copies.js'
import { PooledExecutor } from './pooled-executor.js'

/** Sending a task and its result costs the main thread about as many ms: a shorter task is done in less. */
const WORTH_SENDING = 0.0005
/** What fewer tasks took says little: the first calls of a function are slow … */
const FEWEST_MEASURED = 8
/** … and any of them may be held up by as many ms. */
const NOISE = 0.1
const ENOUGH_DOUBTS = 2
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
      return mayStay ? new ThriftyExecutor(workers) : workers
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

/** Functions whose tasks are not worth sending, and how many batches in a row say otherwise by now. */
const cheap = new WeakMap<TaskFunction, number>()

type Received = Pick<Part, 'values' | 'failures'>
type Ran = Received & Pick<Part, 'elapsed'>

class ThriftyExecutor implements Executor {
  readonly #workers: PooledExecutor
  /** By calls: what stands in for functions that have captured something, as it does in workers. */
  readonly #copies = new Map<number, Copies>()
  /** Batches in the caller's thread, and what resolves their `submit`. */
  readonly #here = new Map<Batch, () => void>()
  readonly #onFree: (() => void)[] = []
  #sliceEnd = 0
  #turn: Promise<void> | undefined

  constructor(workers: PooledExecutor) {
    this.#workers = workers
  }

  submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    const fn = onlyFunction(batch.tasks)
    const here = fn && cheap.has(fn) ? this.#functionHere(fn, batch) : undefined
    const tasks = here && asSent(here, batch.tasks)
    if (fn && tasks) {
      return new Promise((resolve) => {
        this.#here.set(batch, resolve)
        void this.#run(batch, fn, tasks, report).finally(() => this.stop(batch))
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
    this.#copies.delete(call)
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

  #learn(fn: TaskFunction, { values, failures, elapsed }: Ran, batch: Batch): void {
    const affordable = values.length * WORTH_SENDING
    const isCheap = values.length >= FEWEST_MEASURED && elapsed < affordable
    if (failures.length > 0 || elapsed >= affordable + NOISE) this.#doubt(fn, failures.length > 0)
    else if (isCheap && this.#mayStay(fn, values, batch)) cheap.set(fn, 0)
  }

  #mayStay(fn: TaskFunction, values: readonly unknown[], batch: Batch): boolean {
    return cheap.has(fn) || (plainCopies(values) !== undefined && this.#functionHere(fn, batch) !== undefined)
  }

  /** The function itself, or a copy with its own copies of what it has captured; undefined while that takes time. */
  #functionHere(fn: TaskFunction, { call, tasks }: Batch): TaskFunction | undefined {
    const functions = this.#workers.functionsOf(call)
    functions.ship(tasks)
    const shipment = functions.shipmentOf(fn)
    if (!shipment || shipment.lasting) return shipment && fn
    const copies = this.#copies.get(call) ?? new Copies()
    this.#copies.set(call, copies)
    return copies.of(fn, shipment)
  }

  /** A single batch may have been held up by whatever else the machine does. */
  #doubt(fn: TaskFunction, certain: boolean): void {
    const doubts = cheap.get(fn)
    if (doubts === undefined) return
    if (certain || doubts + 1 >= ENOUGH_DOUBTS) cheap.delete(fn)
    else cheap.set(fn, doubts + 1)
  }

  /** Runs as many tasks as the slice has time for, up to one that is unusual; the others are handed out again. */
  async #run(batch: Batch, fn: TaskFunction, tasks: MappedTasks, report: (part: Part) => void): Promise<void> {
    while (now() >= this.#sliceEnd) await (this.#turn ??= this.#newSlice())
    const values: unknown[] = []
    const at = now()
    let elapsed = 0
    let halt: Halt
    while (this.#here.has(batch) && cheap.has(fn) && !halt && values.length < tasks.length) {
      halt = runStretch(tasks, values.length, { end: Math.min(values.length + STRIDE, tasks.length) }, values)
      elapsed = now() - at
      if (at + elapsed >= this.#sliceEnd) break
    }
    const tell = (values: unknown[], failures: Failure[], { position, at, elapsed }: Omit<PartSpan, 'count'>) => {
      if (!this.#here.has(batch) || values.length === 0) return
      const spans = [{ position, count: values.length, at, elapsed }]
      report({ offset: position, elapsed, spans, ...asReceived(values, failures, batch, position) })
    }
    if (values.length > 0) this.#learn(fn, { values, failures: [], elapsed }, batch)
    tell(values, [], { position: 0, at, elapsed })
    if (!halt) return
    cheap.delete(fn)
    const position = values.length
    const since = at + elapsed
    const { value, failures } = await settle(halt, position)
    const thrown = tasks.fn === fn ? failures : failures.map((failure) => asCaught(failure, batch))
    tell([value], thrown, { position, at: since, elapsed: now() - since })
  }

  async #newSlice(): Promise<void> {
    await setImmediate()
    this.#sliceEnd = now() + SLICE
    this.#turn = undefined
  }
}

/** The tasks as workers would get them, where that is cheap to make and all call the same function. */
function asSent(fn: TaskFunction, tasks: Tasks): MappedTasks | undefined {
  const items = tasks instanceof MappedTasks ? tasks.items : firstArguments(tasks)
  const copies = items && plainCopies(items)
  return copies && new MappedTasks(fn, copies)
}

/** Undefined unless every task has just one argument. */
function firstArguments(tasks: Tasks): unknown[] | undefined {
  const items: unknown[] = []
  for (const { args } of tasks) {
    if (args.length !== 1) return undefined
    items.push(args[0])
  }
  return items
}

function onlyFunction(tasks: Tasks): TaskFunction | undefined {
  if (tasks instanceof MappedTasks) return tasks.fn
  const fn = tasks.at(0)?.fn
  for (const task of tasks) if (task.fn !== fn) return undefined
  return fn
}

/** What became of the task that a stretch came to a halt at. */
async function settle(halt: NonNullable<Halt>, position: number): Promise<{ value: unknown; failures: Failure[] }> {
  try {
    if ('error' in halt) throw halt.error
    return { value: await halt.pending, failures: [] }
  } catch (error) {
    return { value: undefined, failures: [{ position, error }] }
  }
}

/** A copy of the function has copies of what classes it captured. */
function asCaught({ position, error }: Failure, { tasks }: Batch): Failure {
  return { position, error: asArrived(error, tasks.at(position)!) }
}

/** Results as they would arrive from a worker. */
function asReceived(values: unknown[], failures: Failure[], batch: Batch, offset: number): Received {
  const copies = plainCopies(values)
  if (copies) return { values: copies as readonly unknown[], failures }
  const received = values.map((value, i) => {
    try {
      return sentResult(value, batch, offset + i)
    } catch (error) {
      failures.push({ position: offset + i, error })
      return undefined
    }
  })
  return { values: received, failures }
}
