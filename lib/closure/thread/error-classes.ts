import { isThing, ownValue } from '../reflect.js'

/*
 * Which class of a worker's errors is which of the caller's. A class that is sent gets a key, one for good; errors name
 * their classes by it. Nothing here keeps a class alive.
 */

const keys = new WeakMap<object, number>()
const sent = new Map<number, WeakRef<object>>()
const registry = new FinalizationRegistry<number>((key) => sent.delete(key))
/** The keys of received classes, by prototype: that is what is left of a class in an error. */
const received = new WeakMap<object, number>()
let lastKey = 0

/** The key of a class that is to be sent. */
export function keyOfClass(errorClass: object): number {
  return keys.get(errorClass) ?? newKey(errorClass)
}

function newKey(errorClass: object): number {
  const key = ++lastKey
  keys.set(errorClass, key)
  sent.set(key, new WeakRef(errorClass))
  registry.register(errorClass, key)
  return key
}

/** The class that was sent with the key; undefined when the program has no use for it any more. */
export function sentClass(key: number): object | undefined {
  return sent.get(key)?.deref()
}

/** A class has arrived with the key that the sender knows it by. */
export function noteReceived(errorClass: object, key: number): void {
  const prototype = ownValue(errorClass, 'prototype')
  if (isThing(prototype)) received.set(prototype, key)
}

/** The sender's key of the class that has the prototype. */
export function receivedKey(prototype: object): number | undefined {
  return received.get(prototype)
}
