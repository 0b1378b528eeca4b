import {
  ACCESSOR, type Composite, CONFIGURABLE, ENUMERABLE, type Part, PLAIN, type Property, WRITABLE,
} from '../node.js'

/** The value of a part. */
export type Look = (part: Part) => unknown

/** The object without anything in it. */
export function makeObject({ base, data }: Composite, look: Look): object {
  switch (base) {
    case 'object': return {}
    case 'array': return []
    case 'error': return bareError()
    case 'map': return new Map()
    case 'set': return new Set()
    case 'data': return look(data) as object
  }
}

function bareError(): Error {
  const error = new Error()
  delete error.stack
  return error
}

/** Gives an object what it holds. Comes last, as the object may be frozen after it. */
export function fillObject(object: object, node: Composite, look: Look): void {
  if (node.items) addItems(object as Map<unknown, unknown> | Set<unknown>, node.items.map(look))
  for (const property of node.props) {
    if (!setPlain(object, node, property, look)) defineProperty(object, property, look)
  }
  if (Array.isArray(object) && node.length !== undefined && object.length < node.length) object.length = node.length
  setParent(object, node.parent, look)
  if (!node.extensible) Object.preventExtensions(object)
}

function addItems(object: Map<unknown, unknown> | Set<unknown>, items: readonly unknown[]): void {
  if (object instanceof Set) for (const item of items) object.add(item)
  else for (let i = 0; i < items.length; i += 2) object.set(items[i], items[i + 1])
}

/** An assignment is ten times as fast as a definition. It does the same as long as nobody has the key. */
function setPlain(object: object, { base }: Composite, [key, flags, value]: Property, look: Look): boolean {
  if (flags !== PLAIN || typeof key !== 'string' || (base !== 'object' && base !== 'array') || key in object) return false
  ;(object as Record<string, unknown>)[key] = look(value)
  return true
}

export function defineProperty(object: object, [key, flags, value, set]: Property, look: Look): void {
  const kind = flags & ACCESSOR
    ? { get: look(value) as () => unknown, set: look(set) as (value: unknown) => void }
    : { value: look(value), writable: (flags & WRITABLE) !== 0 }
  const shared = { enumerable: (flags & ENUMERABLE) !== 0, configurable: (flags & CONFIGURABLE) !== 0 }
  Object.defineProperty(object, look(key) as PropertyKey, { ...kind, ...shared })
}

/** Sets the prototype of an object; `undefined` leaves it as it is. */
export function setParent(object: object, parent: Part, look: Look): void {
  if (parent !== undefined) Object.setPrototypeOf(object, look(parent) as object | null)
}
