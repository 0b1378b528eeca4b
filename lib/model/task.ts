/** Any function a task can call; what it takes is checked where `delayed` is called, not here. */
export type TaskFunction<R = unknown> = (...args: never[]) => R

/** One call that has not been made yet. `R` is what the call's promise would resolve to. */
export class Task<out R = unknown> {
  readonly fn: TaskFunction<R | PromiseLike<R>>
  readonly args: readonly unknown[]

  constructor(fn: TaskFunction<R | PromiseLike<R>>, args: readonly unknown[]) {
    this.fn = fn
    this.args = args
  }
}

/** Makes the call. */
export function call(task: Task): unknown {
  const fn = task.fn as (...args: readonly unknown[]) => unknown
  return fn(...task.args)
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof (value as PromiseLike<unknown>).then === 'function'
  )
}

/** What a task of type `T` gives. */
export type ResultOf<T> = T extends Task<infer R> ? R : never

/**
 * Turns a function into one that records its call instead of making it.
 *
 * ```ts
 * const task = delayed(Math.pow)(2, 10) // a Task<number>; nothing has run
 * ```
 *
 * @param fn what to call later; sync or async
 * @returns a function of the same parameters that returns a {@link Task}
 * @throws TypeError when `fn` is not a function
 * @source joblib `delayed`
 */
export function delayed<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => Task<Awaited<R>> {
  if (typeof fn !== 'function') throw new TypeError(`delayed() expects a function, got ${fn === null ? 'null' : typeof fn}`)
  return (...args) => new Task(fn as unknown as TaskFunction<Awaited<R>>, args)
}
