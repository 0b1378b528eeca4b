import { wayOutFor } from '../../model/stays.js'
import { privateNamesOf } from '../engine/inspector.js'
import { nameOf, parentOf } from '../reflect.js'
import { analyse } from '../text/analyse.js'
import { stays, withPrivates } from './reasons.js'
import { refusal, type Trail } from './trail.js'

/** Refuses an instance with private members: they can be seen, but not be given to a copy. */
export function refusePrivates(value: object, trail: Trail): void {
  const { constructor } = value
  if (typeof constructor !== 'function' || parentOf(value) === Object.prototype) return
  const wayOut = wayOutFor(value)
  if (wayOut) throw refusal(trail, stays(nameOf(constructor) ?? '', wayOut))
  const classes = classesWithPrivates(value)
  if (classes.length === 0) return
  const names = privateNamesOf(value)
  // the engine doesn't list private methods
  const isPrivate = names.length > 0 || classes.some((text) => analyse(text)?.class?.hasPrivateInstanceState)
  if (isPrivate) throw refusal(trail, withPrivates(nameOf(constructor) ?? '', names))
}

/** Returns the texts of a value's classes that mention private members. They tell whether to ask the engine, which takes long. */
function classesWithPrivates(value: object): string[] {
  const texts: string[] = []
  for (let at = parentOf(value); at && at !== Object.prototype; at = parentOf(at)) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    const text = typeof constructor === 'function' ? Function.prototype.toString.call(constructor) : ''
    if (text.includes('#')) texts.push(text)
  }
  return texts
}
