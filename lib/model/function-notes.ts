import { ofThread } from './of-thread.js'
import type { TaskFunction } from './task.js'

// Notes about functions, left by the code that makes them for the code that sends them to workers, or names them in messages.

/** The function that another one only calls, and how it names objects that the other one has. */
interface Behind {
  readonly fn: TaskFunction
  readonly names: ReadonlyMap<object, string> | undefined
}

const behind = ofThread('behind', () => new WeakMap<object, Behind>())
const replacements = ofThread('sent-as', () => new WeakMap<object, object>())
const receivers = ofThread('receivers', () => new WeakMap<object, WeakSet<object>>())

/**
 * Notes that a function only calls another one, so that messages name that one.
 *
 * @param names how `other` names objects that `fn` has: `this.dataset`
 */
export function standsFor<F extends TaskFunction>(fn: F, other: TaskFunction, names?: ReadonlyMap<object, string>): F {
  behind.set(fn, { fn: other, names })
  return fn
}

/** The function that a function stands for, however many stand between; the function itself if it stands for none. */
export function functionBehind(fn: Function): Function {
  const other = behind.get(fn)?.fn
  return other ? functionBehind(other) : fn
}

/** How the function that a function stands for names objects of that one; undefined if that was not noted. */
export function namesBehind(fn: Function): ReadonlyMap<object, string> | undefined {
  return behind.get(fn)?.names
}

/** Notes that workers get another function in place of one that captures what can't be sent. */
export function sendAs(fn: object, other: object): void {
  replacements.set(fn, other)
}

/** The value that workers get for a value: the other function where {@link sendAs} has noted one, else the value itself. */
export function sentAs<T>(value: T): T {
  return typeof value === 'function' ? ((replacements.get(value) as T | undefined) ?? value) : value
}

/** Notes that an arrow function, which is a property of an object, has that object as its `this`. */
export function noteReceiver(object: object, arrow: object): void {
  const arrows = receivers.get(object) ?? new WeakSet()
  receivers.set(object, arrows.add(arrow))
}

/** Whether {@link noteReceiver} has noted the object as the `this` of the arrow function. */
export function isReceiver(object: object | undefined, arrow: object): boolean {
  return object !== undefined && receivers.get(object)?.has(arrow) === true
}
