import { ofThread } from './of-thread.js'

const receivers = ofThread('receivers', () => new WeakMap<object, WeakSet<object>>())

/** Says that an arrow function which is a property of an object takes that object for the `this` of the code around it. */
export function noteReceiver(object: object, arrow: object): void {
  const arrows = receivers.get(object) ?? new WeakSet()
  receivers.set(object, arrows.add(arrow))
}

export function isReceiver(object: object | undefined, arrow: object): boolean {
  return object !== undefined && receivers.get(object)?.has(arrow) === true
}
