import { inspect } from 'node:util'
import { assertFunction } from './assert-function.js'
import { OptionError } from './errors.js'
import { standsFor } from './function-notes.js'
import { Task, type TaskFunction } from './task.js'

/** How a function is to be sent to worker threads and processes. Other backends call it as it is. */
export interface DelayedOptions {
  /**
   * Values for variables that the function uses of the code around it, by their names. Variables that are left out are found
   * by themselves, unless Node's inspector can't be used, as under `--permission`. There all of them have to be listed, and
   * functions among the values use the same list.
   *
   * @default all variables are found by themselves
   */
  readonly capture?: Readonly<Record<string, unknown>> | undefined
  /**
   * How code of the program's own modules is sent.
   *
   * - `'auto'`: as its text where that is enough; else by name, if a module exports it, so that workers import that module; else
   *   as text with what it captures
   * - `'value'`: always as text with what it captures
   * - `'reference'`: the function itself by name; a ClosureError if no module exports it
   *
   * @default 'auto'
   */
  readonly by?: 'auto' | 'value' | 'reference' | undefined
}

/**
 * Turns a function into one that records its call instead of making it.
 *
 * ```ts
 * const task = delayed(Math.pow)(2, 10) // a Task<number>; nothing has run
 * ```
 *
 * @param fn what to call later; sync or async
 * @param options how it is to be sent to workers; rarely needed
 * @returns a function of the same parameters that returns a {@link Task}
 * @throws TypeError when `fn` is not a function; OptionError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_OPTION`
 * @source joblib `delayed`
 */
export function delayed<A extends unknown[], R>(
  fn: (...args: A) => R,
  options?: DelayedOptions,
): (...args: A) => Task<Awaited<R>> {
  assertFunction(fn, 'delayed() expects a function')
  const called = (options ? withOptions(fn, options) : fn) as TaskFunction<Awaited<R>>
  return (...args) => new Task(called, args)
}

/** Whether `delayed` has made a function: its text tells, as to note each one would take its time where a million are made. */
export function isDelayed(fn: Function): boolean {
  return fn.name === '' && fn.length === 0 && String(fn) === String(delayed(() => {}))
}

/** A function that was given to `delayed` with options, and these. */
export interface Original extends DelayedOptions {
  readonly fn: TaskFunction
}

const originals = new WeakMap<TaskFunction, Original>()

/** The function and the options behind a task's function that carries options; undefined for every other function. */
export function originalOf(fn: TaskFunction): Original | undefined {
  return originals.get(fn)
}

/** Makes a function to carry the options: `fn` itself may be sent in several ways. */
function withOptions(fn: TaskFunction, options: DelayedOptions): TaskFunction {
  checkOptions(options)
  const { name } = fn
  const called = Object.defineProperty((...args: never[]) => fn(...args), 'name', { value: name, configurable: true })
  originals.set(called, { ...options, fn })
  return standsFor(called, fn)
}

function checkOptions(options: DelayedOptions): void {
  if (typeof options !== 'object' || options === null) throw wrong('options', options, 'an object')
  for (const key of Object.keys(options)) {
    if (key === 'capture' || key === 'by') continue
    throw new OptionError(key, `delayed() has no option '${key}', only 'capture' and 'by'`, 'ERR_UNKNOWN_OPTION')
  }
  const { capture, by } = options
  const isRecord = typeof capture === 'object' && capture !== null && !Array.isArray(capture)
  if (capture !== undefined && !isRecord) throw wrong('capture', capture, 'an object: { name: value }')
  if (by !== undefined && !['auto', 'value', 'reference'].includes(by)) throw wrong('by', by, "'auto', 'value' or 'reference'")
}

function wrong(option: string, value: unknown, expected: string): OptionError {
  return new OptionError(option, `delayed() expects ${option} to be ${expected}, got ${inspect(value, { depth: 0 })}`)
}
