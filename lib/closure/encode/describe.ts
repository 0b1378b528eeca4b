import { types } from 'node:util'
import { nameOf, ownValue, parentOf, tagOf } from '../reflect.js'

/** Returns a noun with its article: `a Map`, `an Array`. */
export function withArticle(noun: string): string {
  return `${/^[AEIO]/i.test(noun) ? 'an' : 'a'} ${noun}`
}

/** Returns an object as it reads after "is": `a Proxy`, `a Map`, `an instance of Socket`. Only its tag may run code. */
export function describeObject(value: object): string {
  if (types.isProxy(value)) return 'a Proxy'
  const tag = tagOf(value)
  const constructor = classOf(value)
  const name = (constructor && nameOf(constructor)) || tag
  if (name === 'Object') return 'an object'
  return name === tag ? withArticle(tag) : describeInstance(name)
}

/** Returns an instance of a class as it reads after "is"; the class may have no name. */
export function describeInstance(className: string): string {
  return className ? `an instance of ${className}` : 'an object'
}

/** Returns the class of an object; undefined for what has none, and where asking could run code. */
export function classOf(value: unknown): Function | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (let at: object | null = value; at && !types.isProxy(at); at = parentOf(at)) {
    const constructor = ownValue(at, 'constructor')
    if (constructor !== undefined) return typeof constructor === 'function' ? constructor : undefined
  }
  return undefined
}
