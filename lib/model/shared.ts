import { ofThread } from './of-thread.js'

/** A handle of a value that each worker gets once. */
class Shared<out T> {
  /** No clone takes a symbol: without one a handle would arrive as `{}`, and nobody would know. */
  readonly handle = Symbol('shared')
  #value: T

  constructor(value: T) {
    this.#value = value
    Object.freeze(this)
  }

  /** The value itself where `shared()` was called; in a worker its copy, the same for all tasks. */
  get value(): T {
    return this.#value
  }

  static is(value: unknown): value is Shared<unknown> {
    return typeof value === 'object' && value !== null && #value in value
  }

  static fill<T>(handle: Shared<T>, value: T): void {
    handle.#value = value
  }
}

export type { Shared }

/** The class of handles, which all copies of this library in the thread share, so that each knows the others' handles. */
const Handle = ofThread('Shared', () => Shared)
/** Whether the thread has any handle: if not, nobody looks for them. */
const made = ofThread('shared', () => ({ some: false }))

/**
 * Has a large value that many tasks only read sent once to each worker, instead of with every task.
 *
 * ```ts
 * const table = shared(bigTable)
 * await parallel.map((key) => table.value[key], keys)
 * ```
 *
 * @param value whatever functions can capture: data, functions, objects of classes; copied when it is first sent
 * @returns a handle, for arguments of tasks and for variables that they use; that of `value` itself if it is one
 */
export function shared<S extends Shared<unknown>>(value: S): S
export function shared<T>(value: T): Shared<T>
export function shared(value: unknown): Shared<unknown> {
  return isShared(value) ? value : newHandle(value)
}

export function isShared(value: unknown): value is Shared<unknown> {
  return Handle.is(value)
}

/** Whether any value of this thread can be a handle. */
export function someShared(): boolean {
  return made.some
}

function newHandle<T>(value: T): Shared<T> {
  made.some = true
  return new Handle(value)
}

/** Makes a handle whose value comes later, by {@link fillHandle}: the value may hold the handle. */
export function emptyHandle(): Shared<unknown> {
  return newHandle<unknown>(undefined)
}

export function fillHandle(handle: Shared<unknown>, value: unknown): void {
  Handle.fill(handle, value)
}

const listeners: ((id: number) => void)[] = []
const registry = new FinalizationRegistry<number>((id) => listeners.forEach((listener) => listener(id)))

/** Notes under which id the handle's value is known to workers. */
export function noteSharedId(handle: Shared<unknown>, id: number): void {
  registry.register(handle, id)
}

/** Calls the listener with the ids of values that nobody can send any more, as their handles are garbage. */
export function onUnreachable(listener: (id: number) => void): void {
  listeners.push(listener)
}
