import { types } from 'node:util'
import { ACCESSOR, type Composite, CONFIGURABLE, ENUMERABLE, type Part, type Property, WRITABLE } from '../node.js'
import { hasOnlyBytes } from './data.js'
import type { Encoder } from './encoder.js'
import { onward, propertyStep, type Trail } from './trail.js'

/** The own properties of an object, but for those that come with its base. */
export function propertiesOf(value: object, base: Composite['base'], trail: Trail, encoder: Encoder): Property[] {
  return keysOf(value, base).map((key) => {
    if (base === 'error' && key === 'stack') return ['stack', WRITABLE | CONFIGURABLE, String((value as Error).stack)]
    return encodeProperty(value, key, trail, encoder)
  })
}

function keysOf(value: object, base: Composite['base']): (string | symbol)[] {
  if (ArrayBuffer.isView(value) && hasOnlyBytes(value)) return []
  const keys = Reflect.ownKeys(value)
  if (base === 'array') return keys.filter((key) => key !== 'length' || isFixed(value, key))
  if (base === 'data') return keys.filter((key) => key !== 'length' && !(typeof key === 'string' && /^\d+$/.test(key)))
  return types.isArgumentsObject(value) ? keys.filter((key) => key !== 'callee') : keys
}

function isFixed(value: object, key: string): boolean {
  return Object.getOwnPropertyDescriptor(value, key)!.writable === false
}

/** @param known the part for its value, if that is known */
export function encodeProperty(holder: object, key: string | symbol, trail: Trail, encoder: Encoder, known?: Part): Property {
  const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(holder, key)!
  const part = (part: unknown, kind: string) =>
    encoder.part(part, onward(trail, `${kind}${propertyStep(key)}`, part), { home: holder })
  const name: Part = typeof key === 'symbol' ? encoder.part(key, trail) : key
  const shape = (flags.enumerable ? ENUMERABLE : 0) | (flags.configurable ? CONFIGURABLE : 0)
  if (get || set) return [name, shape | ACCESSOR, part(get, 'getter '), part(set, 'setter ')]
  return [name, shape | (flags.writable ? WRITABLE : 0), known ?? part(value, '')]
}
