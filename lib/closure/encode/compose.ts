import { types } from 'node:util'
import type { Composite, Part } from '../node.js'
import { parentOf } from '../reflect.js'
import type { Encoder } from './encoder.js'
import { namespaceProperties } from './module-object.js'
import { refusePrivates } from './privates.js'
import { propertiesOf } from './properties.js'
import { rebuild } from './rebuild.js'
import { onward, type Trail } from './trail.js'
import { encodeView, isApart } from './view.js'

/** An object by what it is made of. */
export function compose(value: object, base: Composite['base'], trail: Trail, encoder: Encoder): Composite {
  refusePrivates(value, trail)
  const isNamespace = types.isModuleNamespaceObject(value)
  return {
    kind: 'object',
    base,
    ...(base === 'array' && { length: (value as unknown[]).length }),
    ...(base === 'data' && { data: bareData(value, trail, encoder) }),
    ...((base === 'map' || base === 'set') && { items: itemsOf(value, trail, encoder) }),
    parent: parentPart(value, base, trail, encoder),
    props: isNamespace ? namespaceProperties(value, trail, encoder) : propertiesOf(value, base, trail, encoder),
    extensible: isNamespace || Object.isExtensible(value),
  }
}

function bareData(value: object, trail: Trail, encoder: Encoder): Part {
  if (ArrayBuffer.isView(value)) {
    if (isApart(value, encoder)) return encoder.add(encodeView(value, trail, encoder))
    encoder.data.found.add(value.buffer)
  }
  return encoder.add({ kind: 'data', value: rebuild(value) })
}

function itemsOf(value: object, trail: Trail, encoder: Encoder): Part[] {
  if (types.isSet(value)) {
    return [...Set.prototype.values.call(value)].map((item) => encoder.part(item, onward(trail, 'element', item)))
  }
  return [...Map.prototype.entries.call(value)].flatMap(([key, item]) => [
    encoder.part(key, onward(trail, 'key', key)),
    encoder.part(item, onward(trail, typeof key === 'string' ? `entry '${key}'` : 'entry', item)),
  ])
}

const USUAL: Readonly<Record<Exclude<Composite['base'], 'data'>, object>> = {
  object: Object.prototype,
  array: Array.prototype,
  error: Error.prototype,
  map: Map.prototype,
  set: Set.prototype,
}

function parentPart(value: object, base: Composite['base'], trail: Trail, encoder: Encoder): Part {
  const parent = parentOf(value)
  const usual = base === 'data' ? parentOf(rebuild(value)!) : USUAL[base]
  if (parent === usual) return undefined
  return parent === null ? null : encoder.part(parent, onward(trail, 'prototype', parent))
}
