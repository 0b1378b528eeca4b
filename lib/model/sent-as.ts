import { ofThread } from './of-thread.js'

const replacements = ofThread('sent-as', () => new WeakMap<object, object>())

/** Says what workers get in place of a function that captures what they can't have. */
export function sendAs(fn: object, other: object): void {
  replacements.set(fn, other)
}

/** The value that goes to workers for a value. */
export function sentAs<T>(value: T): T {
  return typeof value === 'function' ? ((replacements.get(value) as T | undefined) ?? value) : value
}
