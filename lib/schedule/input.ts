import { InputError } from '../model/errors.js'
import { Task } from '../model/task.js'

/** A sync or async iterable: what tasks or items are read from. */
export type AnyIterable<T> = Iterable<T> | AsyncIterable<T>

/** @throws {InputError} ERR_NOT_ITERABLE */
export function assertIterable(input: unknown, what: string): asserts input is AnyIterable<unknown> {
  const iterable = input !== null && input !== undefined && (isAsyncIterable(input) || isIterable(input))
  if (!iterable) throw new InputError('ERR_NOT_ITERABLE', `${what} must be iterable (sync or async), got: ${kindOf(input)}`)
}

/** @throws {InputError} ERR_NOT_A_TASK */
export function assertTask(item: unknown, index: number): asserts item is Task {
  if (item instanceof Task) return
  const hint = typeof item === 'function' ? ' (a function: call it, as in delayed(fn)(...args))' : ''
  throw new InputError('ERR_NOT_A_TASK', `item ${index} must be a task made by delayed(fn)(...args), got: ${kindOf(item)}${hint}`)
}

/** How many items there will be, if the input tells. */
export function knownLength(input: unknown): number | undefined {
  if (Array.isArray(input) || ArrayBuffer.isView(input)) return (input as unknown[]).length
  return input instanceof Set || input instanceof Map ? input.size : undefined
}

const arrayIterator = Array.prototype[Symbol.iterator]

/** Whether this is an array that iterates as arrays do, so that nobody can tell whether it was read item by item. */
export function isPlainArray(input: unknown): input is readonly unknown[] {
  return Array.isArray(input) && Object.getPrototypeOf(input) === Array.prototype && input[Symbol.iterator] === arrayIterator
}

export function isAsyncIterable(input: object): input is AsyncIterable<unknown> {
  return typeof (input as AsyncIterable<unknown>)[Symbol.asyncIterator] === 'function'
}

function isIterable(input: object): input is Iterable<unknown> {
  return typeof (input as Iterable<unknown>)[Symbol.iterator] === 'function'
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return `function ${value.name || '<anonymous>'}`
  if (typeof value !== 'object') return `${typeof value} ${String(value).slice(0, 40)}`
  return value.constructor?.name ?? 'an object without a prototype'
}
