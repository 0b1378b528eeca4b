import type { TaskFunction } from '../model/task.js'
import { sliceOf } from './local-transfer.js'
import { type Costs, type Room, type Sample, sampleCosts, worthSending } from './worth-sending.js'

/** The times of fewer tasks say little: the first calls of a function are slow. */
const FEWEST_MEASURED = 8
/** Any measurement may be too high by so many ms. */
const NOISE = 0.1
/** Cheap tasks are sent again once they take so many times as long as would be worth sending … */
const CLEARLY = 1.5
/** … in so many batches in a row: one batch may have been held up by something else on the machine. */
const ENOUGH_DOUBTS = 2
/** A task that takes so many ms is worth sending, whatever sending costs. */
const DEAREST = 0.05
/** How many tasks are looked at to tell what sending and copying cost. */
const SAMPLE = 32

/** How long some consecutive tasks of a function took, in ms. */
export interface Measured {
  readonly tasks: number
  readonly elapsed: number
  /** How long copying for them took in the caller's thread. */
  readonly copying?: number | undefined
  /** Gives some arguments and results; undefined where they can't be copied here. */
  sample(): Sample | undefined
}

/** The fastest of several measurements, the one that other programs have held up least. */
export function fastestOf(measured: readonly Measured[]): Measured {
  const perTask = ({ tasks, elapsed, copying = 0 }: Measured) => (elapsed + copying) / tasks
  return measured.reduce((least, other) => (perTask(other) < perTask(least) ? other : least))
}

/** The first values of some tasks that begin at `position`, with what these were called with. */
export function sampleOf(items: ArrayLike<unknown>, position: number, values: readonly unknown[]): Sample {
  const results = values.slice(0, SAMPLE)
  return { args: sliceOf(items, position, results.length), results }
}

type Sampled = Omit<Costs, 'task'>

/** Whether the tasks of a function are cheap, so that they are not worth sending, as far as measurements tell. */
export class CheapTasks {
  cheap = false
  #doubts = 0
  #looks = 0
  #sampled: Sampled | undefined
  readonly #sampleCosts: (sample: Sample) => Sampled | undefined

  /** @param measure what sending and copying cost */
  constructor(measure = sampleCosts) {
    this.#sampleCosts = measure
  }

  /** Whether tasks that were sent seem to be cheap. Whether they may run here is to be found out before `become(true)`. */
  seemCheap(measured: Measured, room: Room): boolean {
    const { tasks, elapsed } = measured
    if (tasks < FEWEST_MEASURED || elapsed >= tasks * DEAREST) return false
    if (isPowerOfTwo(++this.#looks)) this.#look(measured)
    if (!this.#sampled) return false
    const task = elapsed / tasks
    return task + this.#sampled.copying < worthSending({ task, ...this.#sampled }, room)
  }

  /** Notes how long cheap tasks took, here or in a worker: they may turn out to be cheap no longer. */
  ran(measured: Measured, room: Room): void {
    if (measured.tasks === 0) return
    if (!this.#areDear(measured, room)) this.#doubts = 0
    else if (++this.#doubts >= ENOUGH_DOUBTS) {
      this.#look(measured) // the data may be another one by now
      this.cheap = !this.#areDear(measured, room)
    }
  }

  become(cheap: boolean): void {
    this.cheap = cheap
    this.#doubts = 0
  }

  #areDear({ tasks, elapsed, copying = 0 }: Measured, room: Room): boolean {
    if (!this.#sampled) return true
    return elapsed + copying >= tasks * worthSending({ task: elapsed / tasks, ...this.#sampled }, room) * CLEARLY + NOISE
  }

  #look({ tasks, copying, sample }: Measured): void {
    const some = sample()
    const sampled = some && this.#sampleCosts(some)
    this.#sampled = sampled && copying !== undefined ? { ...sampled, copying: copying / tasks } : sampled
  }
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0
}

const known = new WeakMap<TaskFunction, CheapTasks>()

/** Returns what is known of the tasks of a function, which all instances of `Parallel` share. */
export function cheapTasksOf(fn: TaskFunction): CheapTasks {
  const tasks = known.get(fn) ?? new CheapTasks()
  known.set(fn, tasks)
  return tasks
}
