import { Longest } from '../model/longest.js'
import type { CompletedTasks, Span, TimedTask } from '../model/observer.js'
import type { Task } from '../model/task.js'
import type { Tasks } from '../model/tasks.js'
import type { Arrival, ArrivedFailure } from './arrivals.js'
import type { Taker } from './attempt.js'

/** Collects results of tasks that run in the caller's thread, until they are passed on. */
export class Chunk implements Arrival, Taker {
  readonly start: number
  readonly values: unknown[] = []
  readonly failures: ArrivedFailure[] = []
  readonly #longest = new Longest<TimedTask>()
  readonly #spans: Span[] = []
  #elapsed = 0

  constructor(start: number) {
    this.start = start
  }

  get next(): number {
    return this.start + this.values.length
  }

  add(value: unknown): void {
    this.values.push(value)
  }

  fail(error: unknown, task: Task | undefined): void {
    this.failures.push({ index: this.next, error, task })
    this.values.push(undefined)
  }

  /** Takes note of the time that the last `count` results took. Their tasks are those before `position`; they began at `at`. */
  ran(tasks: Tasks, position: number, count: number, elapsed: number, at: number | undefined): void {
    const start = this.next - count
    this.#elapsed += elapsed
    if (at !== undefined) this.#spans.push({ start, count, task: tasks.at(position - count)!, at, elapsed })
    if (count !== 1 || !this.#longest.wants(elapsed)) return
    this.#longest.add({ index: start, task: tasks.at(position - 1)!, elapsed })
  }

  completed(): CompletedTasks {
    const { start, values, failures } = this
    return {
      start,
      count: values.length,
      failed: failures.length,
      failures,
      elapsed: this.#elapsed,
      overhead: 0,
      sending: 0,
      batch: { start, tasks: values.length },
      worker: undefined,
      longest: this.#longest.all,
      spans: this.#spans,
    }
  }
}
