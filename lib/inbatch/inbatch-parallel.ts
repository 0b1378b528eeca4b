import { leadToCaller } from '../caller-frames.js'
import { depthHere } from '../model/depth.js'
import type { TaskFunction } from '../model/task.js'
import { show } from '../options/show.js'
import { Parallel } from '../parallel.js'
import { abortable } from '../schedule/abortable.js'
import type { TaskResult } from '../schedule/results.js'
import { copyMark } from './action.js'
import { Arguments, splitCall } from './call-arguments.js'
import { givesViews, objectIds, openInit } from './init.js'
import { jobOf, tasksOf } from './job.js'
import { nameOf } from './members.js'
import { type Declared, type Manner, mannerOf, readDeclared, sortNamed } from './options.js'
import { assertNoneFailed, postOf, resultsOf } from './outcome.js'
import { setRawMethod } from './raw-method.js'
import type {
  After, AnyItems, InbatchOptions, ItemsOf, ListsOf, Once, Outcome, ParallelAction, Returning, TakesFirst,
} from './types.js'

type MethodDecorator = <F extends TaskFunction>(method: F, context: ClassMethodDecoratorContext) => F

/**
 * Makes a method that is written for one item run for all items of a batch, in parallel. As a decorator:
 *
 * ```ts
 * class MyBatch extends Batch {
 *   scale(factor: number, options?: CallOptions): Promise<this> // what callers see
 *   @inbatchParallel({ init: 'indices' })
 *   scale(id: number, factor?: any): any { … }                  // what runs for each item
 * }
 * ```
 *
 * As a function, which gives the exact type by itself:
 *
 * ```ts
 * scale = inbatchParallel({ init: 'indices' }, function (this: MyBatch, id: number, factor: number) { … })
 * ```
 *
 * A call `batch.scale(2)` gives a promise: of what post returns, or else of the batch, or a ParallelActionError if an item
 * failed. Named arguments are an object at the end of the call, {@link CallOptions} are named among them.
 *
 * @throws OptionError `ERR_INVALID_OPTION` at once for what is wrong with the options, and TypeError for what is no method.
 * What is wrong with a call rejects its promise, as what init, post and `Parallel` throw does
 * @source BatchFlow `inbatch_parallel`
 */
export function inbatchParallel(options: InbatchOptions): MethodDecorator
export function inbatchParallel<B, A extends unknown[], const O extends InbatchOptions>(
  options: O & (Once | Returning),
  method: (this: B, ...args: A) => unknown,
): ParallelAction<B, A, Outcome<O, B>>
export function inbatchParallel<B, L extends readonly unknown[], M extends unknown[], const O extends InbatchOptions>(
  options: O & ListsOf<L, B>,
  method: ((this: B, ...all: M) => unknown) & TakesFirst<L, B>,
): ParallelAction<B, After<L, M>, Outcome<O, B>>
export function inbatchParallel<B, I, A extends unknown[], const O extends InbatchOptions>(
  options: O & ItemsOf<I, B>,
  method: (this: B, item: I, ...args: A) => unknown,
): ParallelAction<B, A, Outcome<O, B>>
export function inbatchParallel<B, I, A extends unknown[], const O extends InbatchOptions>(
  options: O & AnyItems,
  method: (this: B, item: I, ...args: A) => unknown,
): ParallelAction<B, A, Outcome<O, B>>
export function inbatchParallel(options: InbatchOptions, ...given: [method?: TaskFunction]): unknown {
  const declared = readDeclared(options)
  if (given.length > 0) return parallelAction(declared, given[0])
  return (method: unknown, context: unknown) => {
    assertDecorates(context)
    return parallelAction(declared, method)
  }
}

function assertDecorates(context: unknown): void {
  if ((context as ClassMethodDecoratorContext | undefined)?.kind === 'method') return
  const expected = "a method, by a standard decorator: leave TypeScript's experimentalDecorators off"
  throw new TypeError(`inbatchParallel() expects to decorate ${expected}. Or pass the function after the options`)
}

function parallelAction(declared: Declared, method: unknown): TaskFunction {
  if (typeof method !== 'function') {
    throw new TypeError(`inbatchParallel() expects a function after the options, got: ${show(method)}`)
  }
  const raw = method as TaskFunction
  const { returnsFunction } = mannerOf(raw, declared.options)
  const action = async function (this: unknown, ...given: unknown[]) {
    const depth = depthHere() + 1
    try {
      return await run({ declared, method: raw, batch: this, given: splitCall(given) })
    } catch (error) {
      throw leadToCaller(error, depth)
    }
  }
  const takesItem = !returnsFunction && declared.init !== 'runOnce' && declared.init !== 'run_once'
  const length = Math.max(raw.length - (takesItem ? 1 : 0), 0)
  Object.defineProperty(action, 'name', { value: raw.name, configurable: true })
  Object.defineProperty(action, 'length', { value: length, configurable: true })
  setRawMethod(action, raw)
  copyMark(raw, action)
  return action
}

interface Call {
  readonly declared: Declared
  readonly method: TaskFunction
  readonly batch: unknown
  readonly given: Arguments
}

async function run({ declared, method, batch, given }: Call): Promise<unknown> {
  const { options, others } = sortNamed(given.named)
  const manner = mannerOf(method, declared.options, options)
  const call = new Arguments(given.positional, others)
  const full = [...call.positional, { ...declared.extras, ...others }]
  const post = postOf(declared.post, batch)
  const parallel = placeFor(manner)
  const tasks = await unlessAborted(manner.signal, async () => {
    const { init } = declared
    const gets = { isView: givesViews(init, batch), ids: objectIds(init, batch) }
    const job = await jobOf({ method, batch, call, manner, gets })
    const byPosition = job.isOnSnapshot && gets.ids !== undefined && !gets.isView
    const items = await openInit(init, { batch, args: full, ships: manner.target.ships, byPosition })
    return tasksOf(job, items, call)
  })
  const { results, settled } = await parallel(tasks)
  if (post) return post(results, ...full)
  assertNoneFailed(nameOf(method), results, settled)
  return batch
}

interface Ran {
  readonly results: readonly unknown[]
  readonly settled: readonly TaskResult<unknown>[]
}

type Run = (tasks: ReturnType<typeof tasksOf>) => Promise<Ran>

/** @throws OptionError, before anything runs */
function placeFor({ target, nWorkers, timeout, signal, debug }: Manner): Run {
  const nJobs = target.backend === 'sequential' ? 1 : (nWorkers ?? target.nJobs)
  const options = { backend: target.backend, nJobs, timeout, signal, ...target.arrays }
  if (debug) {
    const parallel = Parallel(options)
    return async (tasks) => ({ results: await parallel(tasks), settled: [] })
  }
  const parallel = Parallel({ ...options, onError: 'return' })
  return async (tasks) => {
    const settled = await parallel(tasks)
    return { results: resultsOf(settled), settled }
  }
}

/** Nothing else ends what an init waits for. */
async function unlessAborted<T>(signal: AbortSignal | undefined, start: () => Promise<T>): Promise<T> {
  if (!signal) return start()
  signal.throwIfAborted()
  const { wait, release } = abortable(signal, () => {})
  return wait(start()).finally(release)
}
