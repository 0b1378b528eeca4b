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
import type { ItemAdapter } from './schedule/source.js'

/**
 * `ParallelOptions` with the types of `returnAs` and `onError` known, from which the types of results follow. For functions of your
 * own that take options and pass them to {@link Parallel}.
 */
export type OptionsFor<R extends ReturnAs = 'list', E extends OnError = 'raise'> =
  ParallelOptions & { readonly returnAs?: R | undefined; readonly onError?: E | undefined }

/** One result of a task that gives a `T`: the `T` itself, or with `onError: 'return'` a {@link TaskResult}. */
export type Result<T, E extends OnError> = E extends 'return' ? TaskResult<T> : T

/** What a call returns for tasks that give a `T`: a promise of an array, or, if `returnAs` says so, an async generator. */
export type Results<T, R extends ReturnAs, E extends OnError> = R extends 'list'
  ? Promise<Result<T, E>[]>
  : AsyncGenerator<Result<T, E>, void, void>

/** What a call returns for an array of tasks of different types: a promise of the results, each of the type of its task. */
export type TupleResults<T extends readonly Task[], E extends OnError> = Promise<{
  -readonly [K in keyof T]: Result<ResultOf<T[K]>, E>
}>

/** For items that are tasks already. */
const TASKS: ItemAdapter = { check: assertTask, pack: (tasks) => tasks as readonly Task[] }

/** What {@link Parallel} makes: a function that runs tasks. Call it as often as you like, also while an earlier call is running. */
export interface ParallelInstance<R extends ReturnAs = 'list', E extends OnError = 'raise'> {
  /**
   * Runs tasks and gives their results.
   *
   * @param tasks any sync or async iterable of tasks made by `delayed(fn)(...args)`; read no faster than needed
   * @returns results in the order of the tasks (with `returnAs: 'generatorUnordered'`, in the order in which tasks end)
   * @throws at once InputError `ERR_NOT_ITERABLE`, and what `[Symbol.iterator]()` throws. All that goes wrong later rejects the
   * promise, or is thrown by the generator: what a task throws (with `onError: 'raise'`), what the iterable, a hook or the
   * initializer throws, `signal.reason`; and of this library WorkerDiedError, TimeoutError, NotCloneableError, ClosureError,
   * LargeArrayError, InputError `ERR_NOT_A_TASK`, BackendError, WorkerStartError, MainFileError, NestingError, OptionError (of
   * `require` or `trace`) and ClosedError
   * @source joblib `Parallel.__call__`
   */
  <const T extends readonly Task[]>(tasks: [R] extends ['list'] ? T : never): TupleResults<T, E>
  <T extends Task>(tasks: AnyIterable<T>): Results<ResultOf<T>, R, E>

  /**
   * Calls a function with each item: short, and quicker, for a call with the tasks `delayed(fn)(item)`.
   *
   * @param fn the function itself, not one made by `delayed`; it gets the item and nothing else
   * @param items any sync or async iterable; read no faster than needed
   * @returns results in the order of the items, as for a call with tasks
   * @throws as a call with tasks; TypeError when `fn` is not a function, or one made by `delayed`
   */
  map<I, T>(fn: (item: I) => T, items: AnyIterable<I>): Results<Awaited<T>, R, E>

  /**
   * Waits for the calls that are running, then ends the workers that this instance has used and no other one is using. Generators
   * that have not been read to their end throw a ClosedError (`ERR_CLOSED`). The instance stays usable: its next call starts
   * workers. `await using` calls this method.
   *
   * @param options.force true: running calls are not waited for, and reject with a ClosedError; default false. Finalizers of idle
   * workers are waited for in any case, up to 5 s
   */
  close(options?: { readonly force?: boolean }): Promise<void>
  [Symbol.asyncDispose](): Promise<void>

  /**
   * Where the time of a call went, for the last call of this instance that has ended, in whatever way; undefined if none has.
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
