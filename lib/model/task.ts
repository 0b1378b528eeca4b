/** Any function. Which arguments fit it is checked where `delayed(fn)` is called. */
export type TaskFunction<R = unknown> = (...args: never[]) => R

/** A call that has not been made yet, as `delayed(fn)(...args)` gives it. `R` is the type of its result, awaited. */
export class Task<out R = unknown> {
  readonly fn: TaskFunction<R | PromiseLike<R>>
  readonly args: readonly unknown[]

  constructor(fn: TaskFunction<R | PromiseLike<R>>, args: readonly unknown[]) {
    this.fn = fn
    this.args = args
  }
}

/** The type of the result of a task of type `T`. */
export type ResultOf<T> = T extends Task<infer R> ? R : never

/** Makes the call that a task stands for. */
export function call(task: Task): unknown {
  const fn = task.fn as (...args: readonly unknown[]) => unknown
  return fn(...task.args)
}
