import { taskOf } from '../model/task-of-error.js'
import { inheritedFrom } from './error-class.js'
import { read } from './value.js'

export type Property = readonly [key: string, value: unknown, enumerable: boolean, inherited?: true]

/** Properties that a class, DOMException for one, may define as getters on its prototype. */
const OFTEN_INHERITED = ['name', 'message', 'stack', 'code', 'cause', 'errors']

/**
 * Returns everything that a catch block could read from an error: its own properties, what its class gave it beyond the `base`
 * that it will be rebuilt from, and the task it came from. Methods stay behind.
 */
export function propertiesOf(error: object, base: string): Property[] {
  const own = ownKeys(error).map((key) => [key, read(error, key), isEnumerable(error, key)] as const)
  const taken = new Set(own.map(([key]) => key))
  const hidden = [...inheritedProperties(error, base), ...taskProperty(error)].filter(([key]) => !taken.has(key))
  return [...own.filter(isData), ...hidden.filter(isData)]
}

function inheritedProperties(error: object, base: string): Property[] {
  return OFTEN_INHERITED.map((key) => [key, read(error, key), false, true] as const)
    .filter(([key, value]) => value !== inheritedFrom(base, key))
}

function taskProperty(error: object): Property[] {
  const task = taskOf(error)
  return task === undefined ? [] : [['task', task, false]]
}

/** Whether a property is worth sending. A text in the place of a method (`toString`, say) would do more harm than none. */
function isData([key, value, enumerable]: Property): boolean {
  return typeof value !== 'function' || (enumerable && !(key in Error.prototype))
}

function ownKeys(error: object): string[] {
  try {
    return Object.getOwnPropertyNames(error)
  } catch {
    return [] // a proxy
  }
}

function isEnumerable(error: object, key: string): boolean {
  try {
    return Object.prototype.propertyIsEnumerable.call(error, key)
  } catch {
    return false // a proxy
  }
}
