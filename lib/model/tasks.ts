import { Task, type TaskFunction } from './task.js'

/** Consecutive tasks, to be read like an array. An array of tasks is one. */
export interface Tasks extends Iterable<Task> {
  readonly length: number
  at(position: number): Task | undefined
  slice(start: number, end?: number): Tasks
}

/** Tasks that call one function with one item each. A million of them are an array of items, not a million objects. */
export class MappedTasks implements Tasks {
  readonly fn: TaskFunction
  readonly items: ArrayLike<unknown>

  constructor(fn: TaskFunction, items: ArrayLike<unknown>) {
    this.fn = fn
    this.items = items
  }

  get length(): number {
    return this.items.length
  }

  at(position: number): Task | undefined {
    return position < this.items.length ? new Task(this.fn, [this.items[position]]) : undefined
  }

  slice(start: number, end?: number): MappedTasks {
    return new MappedTasks(this.fn, Array.prototype.slice.call(this.items, start, end))
  }

  *[Symbol.iterator](): Iterator<Task> {
    for (let i = 0; i < this.length; i++) yield this.at(i)!
  }
}
