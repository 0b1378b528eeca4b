import type { Encoder } from './encoder.js'
import { isModule } from './module-object.js'
import { asBuiltin } from './builtin-names.js'
import { asRequired } from './required-names.js'
import { isObject, isThing, parentOf, readSafely } from '../reflect.js'
import { PLAIN } from '../node.js'
import type { Composite, Part, Property } from '../node.js'
import { importOf, referenceToValue } from './reference.js'
import type { Standing } from './reference.js'
import type { Captured } from './surroundings.js'
import { onward, variableStep } from './trail.js'
import type { Trail } from './trail.js'

/** What a variable holds, by the name under which its module imports it if that is what it takes. */
export function encodeVariable({ name, value, use, scope }: Captured, standing: Standing, trail: Trail, encoder: Encoder): Part {
  const hint = { imported: () => (scope?.description === 'Module' ? importOf(name, standing) : undefined) }
  if (use.members && isNamespace(name, value) && !asBuiltin(value) && !referenceToValue(value, hint, encoder)) {
    const part = (member: string, item: unknown) => encoder.part(item, onward(trail, variableStep(`${name}.${member}`), item))
    return encoder.add(membersOf(value, use.members, part))
  }
  return encoder.part(value, onward(trail, variableStep(name), value), hint)
}

/** A module as it is seen by another one, or by itself: much may be in it that the function doesn't use. */
function isNamespace(name: string, value: unknown): value is object {
  if (!isObject(value)) return false
  if (isModule(value) || Object.hasOwn(value, '__esModule') || /^(module|exports)$/.test(name)) return true
  return asRequired(value) !== undefined || isWrapper(value)
}

/** What compilers put around a CommonJS module to make it look like an ES module. */
function isWrapper(value: object): boolean {
  const inner = Object.getOwnPropertyDescriptor(value, 'default')?.value as unknown
  if (!isThing(inner)) return false
  return parentOf(value) === null || asBuiltin(inner) !== undefined || asRequired(inner) !== undefined
}

function membersOf(value: object, members: readonly string[], part: (member: string, item: unknown) => Part): Composite {
  const props = members.flatMap((member): Property[] => {
    const item = readSafely(value, member)
    return item === undefined ? [] : [[member, PLAIN, part(member, item)]]
  })
  return { kind: 'object', base: 'object', parent: undefined, props, extensible: true }
}
