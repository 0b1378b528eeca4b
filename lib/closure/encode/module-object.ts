import { types } from 'node:util'
import { isObject } from '../../model/is-object.js'
import { proxyTargetOf } from '../engine/inspector.js'
import type { Property } from '../node.js'
import { tagOf } from '../reflect.js'
import type { Encoder } from './encoder.js'
import { onward, type Trail } from './trail.js'

export function isModule(value: unknown): value is object {
  if (!isObject(value)) return false
  if (types.isModuleNamespaceObject(value)) return true
  return types.isProxy(value) ? isModule(proxyTargetOf(value)) : tagOf(value) === 'Module'
}

/** Encodes the exports of a namespace. Only the module's own code can write to them; those not initialised yet are left out. */
export function namespaceProperties(value: object, trail: Trail, encoder: Encoder): Property[] {
  return Object.keys(value).flatMap((key): Property[] => {
    try {
      const item: unknown = Reflect.get(value, key)
      return [[key, 3, encoder.part(item, onward(trail, `export '${key}'`, item))]]
    } catch {
      return []
    }
  })
}
