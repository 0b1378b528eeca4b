import type { TaskFunction } from '../model/task.js'
import { checkNames, checkObject, invalid } from '../options/checks.js'
import { show } from '../options/show.js'
import { rawMethodOf } from './raw-method.js'

export interface ActionOptions {
  /**
   * No two batches of a pipeline are in the action at the same time: `true` for a lock of its own, or the name of one that
   * several actions share.
   *
   * @default false
   */
  readonly useLock?: boolean | string | undefined
}

/** What makes a method a step of pipelines. */
export interface ActionMark {
  /** The method itself, where `inbatchParallel` has wrapped it the one that is run per item. */
  readonly method: TaskFunction
  /** The lock that the pipeline holds while the action runs, also when it fails; undefined for none. */
  readonly lock: string | undefined
}

type ActionDecorator = <F extends TaskFunction>(method: F, context?: ClassMethodDecoratorContext) => F

const marks = new WeakMap<TaskFunction, ActionMark>()

/** How a function was marked by `action`; undefined for one that is no action. */
export function actionOf(fn: TaskFunction): ActionMark | undefined {
  return marks.get(fn)
}

/** What was said of a function is said of the one that takes its place. */
export function copyMark(from: TaskFunction, to: TaskFunction): void {
  const mark = actionOf(from)
  if (mark) marks.set(to, mark)
}

/**
 * Marks a method as a step that pipelines may have. The method itself stays as it is.
 *
 * ```ts
 * class MyBatch extends Batch {
 *   @action normalize() { … }
 *   @action({ useLock: true }) async count() { … }
 *   blur = action(inbatchParallel({ init: 'indices' }, function (this: MyBatch, id: number) { … }))
 * }
 * ```
 *
 * @throws TypeError when it is given no function, OptionError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_OPTION`
 * @source BatchFlow `action`
 */
export function action<F extends TaskFunction>(method: F, context?: ClassMethodDecoratorContext): F
export function action(options: ActionOptions): ActionDecorator
export function action(given: TaskFunction | ActionOptions, ...context: readonly unknown[]): unknown {
  if (typeof given === 'function' || context.length > 0) return mark(given, undefined)
  checkObject('options', 'an object such as { useLock: true }', given)
  checkNames(given, ['useLock'])
  const lockOf = readLock((given as ActionOptions).useLock)
  return (method: TaskFunction) => mark(method, lockOf(method))
}

function mark(given: unknown, lock: string | undefined): TaskFunction {
  if (typeof given !== 'function') throw new TypeError(`action() expects a method, got: ${show(given)}. ${ADVICE}`)
  const fn = given as TaskFunction
  marks.set(fn, { method: rawMethodOf(fn) ?? fn, lock })
  return fn
}

const ADVICE = "As a decorator it is a standard one: leave TypeScript's experimentalDecorators off"

/** Which lock a method has. */
function readLock(useLock: unknown = false): (method: TaskFunction) => string | undefined {
  if (typeof useLock === 'string') return () => useLock
  if (typeof useLock === 'boolean') return (method) => (useLock ? `#${method.name}` : undefined)
  throw invalid('useLock', 'true, false or the name of a lock', useLock)
}
