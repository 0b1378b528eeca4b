import { isObject } from '../../model/is-object.js'
import { pathOf } from '../engine/source-map.js'
import { type Composite, type Part, PLAIN, type Property } from '../node.js'
import { isThing, readSafely } from '../reflect.js'
import { asBuiltin } from './builtin-names.js'
import type { Encoder } from './encoder.js'
import { isModule } from './module-object.js'
import { importOf, referenceToValue, type Standing } from './reference.js'
import { asRequired, isOfFile } from './required-names.js'
import type { Captured } from './surroundings.js'
import { onward, type Trail, variableStep } from './trail.js'

/** Encodes what a variable holds. The import declaration that gives it its value may serve as its name. */
export function encodeVariable({ name, value, use, scope }: Captured, standing: Standing, trail: Trail, encoder: Encoder): Part {
  const hint = { imported: () => (scope?.description === 'Module' ? importOf(name, standing) : undefined) }
  const isOurs = (value: object) => !asBuiltin(value) && !referenceToValue(value, hint, encoder)
  if (use.members && isNamespace(name, value, use.members, standing) && isOurs(value)) {
    const part = (member: string, item: unknown) => encoder.part(item, onward(trail, variableStep(`${name}.${member}`), item))
    return encoder.add(membersOf(value, use.members, part))
  }
  return encoder.part(value, onward(trail, variableStep(name), value), hint)
}

/**
 * Whether a value is a module as another one or its own code sees it, in which there may be much that the function doesn't use.
 */
function isNamespace(name: string, value: unknown, members: readonly string[], { place }: Standing): value is object {
  if (!isObject(value)) return false
  if (isModule(value) || Object.hasOwn(value, '__esModule')) return true
  if (/^(module|exports)$/.test(name) && place && isOfFile(value, pathOf(place.url))) return true
  return isWrapper(value) || (asRequired(value) !== undefined && !usesThis(value, members))
}

/** Whether a value is what compilers put around a CommonJS module to make it look like an ES module. */
function isWrapper(value: object): boolean {
  const inner = Object.getOwnPropertyDescriptor(value, 'default')?.value as unknown
  if (!isThing(inner)) return false
  return asBuiltin(inner) !== undefined || asRequired(inner) !== undefined
}

/** Whether one of these members is a method that uses other members by `this`. */
function usesThis(value: object, members: readonly string[]): boolean {
  return members.some((member) => {
    const item = readSafely(value, member)
    const text = typeof item === 'function' ? Function.prototype.toString.call(item) : ''
    return /\bthis\b/.test(text) && !/^(class|async\s*\(|\()/.test(text)
  })
}

function membersOf(value: object, members: readonly string[], part: (member: string, item: unknown) => Part): Composite {
  const props = members.flatMap((member): Property[] => {
    const item = readSafely(value, member)
    return item === undefined ? [] : [[member, PLAIN, part(member, item)]]
  })
  return { kind: 'object', base: 'object', parent: undefined, props, extensible: true }
}
