import { ofThread } from '../../model/of-thread.js'
import type { Imported, Required } from '../node.js'
import { isThing } from '../reflect.js'

const origins = ofThread('origins', () => new WeakMap<object, Imported | Required>())

/** Remembers how a value got here: should it be sent on, it goes by the same name. */
export function noteOrigin(value: unknown, node: Imported | Required): void {
  if (isThing(value) && !origins.has(value)) origins.set(value, node)
}

export function originOf(value: object): Imported | Required | undefined {
  return origins.get(value)
}
