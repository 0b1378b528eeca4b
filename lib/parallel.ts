import { Calls } from './calls.js'
import { assertMapped } from './model/mapped-function.js'
import type { OnError } from './model/on-error.js'
import type { ResultOf, Task, TaskFunction } from './model/task.js'
import { MappedTasks } from './model/tasks.js'
import type { Config } from './options/options.js'
import type { ParallelOptions, ReturnAs } from './options/parallel-options.js'
import { resolveOptions } from './options/resolve.js'
import type { Insights } from './progress/insights.js'
import type { TaskResult } from './schedule/results.js'
import { type AnyIterable, assertIterable, assertTask } from './schedule/input.js'
import type { Intake } from './schedule/source.js'

/** Options of which the types of results follow: what a function of yours around {@link Parallel} takes. */
export type OptionsFor<R extends ReturnAs = 'list', E extends OnError = 'raise'> =
  ParallelOptions & { readonly returnAs?: R | undefined; readonly onError?: E | undefined }

/** One result of type `T`, as `onError` has it. */
export type Result<T, E extends OnError> = E extends 'return' ? TaskResult<T> : T

/** All results of type `T`, as `returnAs` has them. */
export type Results<T, R extends ReturnAs, E extends OnError> = R extends 'list'
  ? Promise<Result<T, E>[]>
  : AsyncGenerator<Result<T, E>, void, void>

/** Results of tasks of different types, each at its task's place. */
export type TupleResults<T extends readonly Task[], E extends OnError> = Promise<{
  -readonly [K in keyof T]: Result<ResultOf<T[K]>, E>
}>

/** The items are tasks already. */
const TASKS: Intake = { check: assertTask, pack: (tasks) => tasks as readonly Task[] }

/** What {@link Parallel} makes: call it with tasks, as often as you like, also while it runs. */
export interface ParallelInstance<R extends ReturnAs = 'list', E extends OnError = 'raise'> {
  /**
   * Runs tasks and gives their results.
   *
   * @param tasks any sync or async iterable of tasks made by `delayed(fn)(...args)`; read no faster than needed
   * @throws InputError `ERR_NOT_ITERABLE`, and what `[Symbol.iterator]()` throws, at once. What goes wrong later rejects the
   * promise or ends the generator: the first error of a task as it was thrown, what the iterable, a hook or the
   * initializer throws, `signal.reason`,
   * WorkerDiedError, TimeoutError, NotCloneableError, ClosureError, InputError `ERR_NOT_A_TASK`, BackendError, WorkerStartError,
   * MainFileError, NestingError, OptionError (of `require` or `trace`), ClosedError
   * @source joblib `Parallel.__call__`
   */
  <const T extends readonly Task[]>(tasks: [R] extends ['list'] ? T : never): TupleResults<T, E>
  <T extends Task>(tasks: AnyIterable<T>): Results<ResultOf<T>, R, E>

  /**
   * Calls a function with every item and gives the results, as the instance does with `delayed(fn)(item)`.
   *
   * @param fn gets the item and nothing else; the function itself, not one made by `delayed`
   * @param items any sync or async iterable
   */
  map<I, T>(fn: (item: I) => T, items: AnyIterable<I>): Results<Awaited<T>, R, E>

  /**
   * Waits for the calls that are running and ends the workers that this instance has used and nobody else is using.
   * Generators that have not come to their end are ended. The instance stays usable: the next call starts workers.
   * `await using` calls it.
   *
   * @param options.force calls that are running are not waited for: they reject with a ClosedError. Finalizers of idle workers
   * are, up to 5 s
   */
  close(options?: { readonly force?: boolean }): Promise<void>
  [Symbol.asyncDispose](): Promise<void>

  /**
   * Where the time of a call went: of the last one of this instance that has ended, in whatever way; undefined before.
   * `console.log` prints it as a table, with what bounds the call and what to do about it.
   *
   * @source mpire `get_insights`, `print_insights`
   */
  insights(): Insights | undefined

  /** The options in force, those of scopes included, defaults filled in. Frozen. */
  readonly config: Config
}

/**
 * Makes a function that runs tasks in parallel.
 *
 * ```ts
 * const parallel = Parallel({ nJobs: -1 })
 * const roots = await parallel([1, 4, 9].map((n) => delayed(Math.sqrt)(n))) // [1, 2, 3]
 * ```
 *
 * Workers start with the first call that needs them, are kept for the next one, and never keep the program alive.
 *
 * @throws OptionError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_OPTION`
 * @source joblib `Parallel`
 */
export function Parallel<R extends ReturnAs = 'list', E extends OnError = 'raise'>(
  options?: OptionsFor<R, E>,
): ParallelInstance<R, E> {
  const resolved = resolveOptions(options)
  const { config } = resolved
  const calls = new Calls(resolved)
  const parallel = (tasks: unknown) => {
    assertIterable(tasks, 'tasks')
    return calls.start(tasks, TASKS)
  }
  const rest = {
    map(fn: TaskFunction, items: unknown) {
      assertMapped(fn, 'map')
      assertIterable(items, 'items')
      return calls.start(items, { check: undefined, pack: (items) => new MappedTasks(fn, items) })
    },
    close: (options?: { readonly force?: boolean }) => calls.close(options),
    [Symbol.asyncDispose]: () => calls.close(),
    insights: () => calls.insights(),
    config,
  }
  return Object.assign(parallel, rest) as unknown as ParallelInstance<R, E>
}
