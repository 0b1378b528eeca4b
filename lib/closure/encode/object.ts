import { types } from 'node:util'
import { isShared } from '../../model/shared.js'
import { proxyTargetOf } from '../engine/inspector.js'
import type { Composite, Node } from '../node.js'
import { tagOf } from '../reflect.js'
import { asBuiltin } from './builtin-names.js'
import { compose } from './compose.js'
import { isBareView } from './data.js'
import type { Encoder, Hint } from './encoder.js'
import { asGlobal } from './global-names.js'
import { isModule } from './module-object.js'
import { ofNativeClass } from './native-instance.js'
import { IS_PROXY, iterator, noMemory, unique } from './reasons.js'
import { rebuild } from './rebuild.js'
import { referenceToValue } from './reference.js'
import { onward, refusal, type Trail } from './trail.js'
import { encodeView, isApart } from './view.js'

/** An object as a node: by its name if it has one in every worker, otherwise by what it is made of. */
export function encodeObject(value: object, trail: Trail, hint: Hint, encoder: Encoder): Node {
  if (isShared(value)) return { kind: 'shared', value: encoder.part(value.value, onward(trail, 'value', value.value)) }
  const named = asGlobal(value) ?? asBuiltin(value)
  if (named) return named
  if (encoder.data.isData(value) && (!encoder.isDeep || rebuild(value))) return { kind: 'data', value }
  const reference = prototypeOfClass(value, trail, encoder) ?? referenceToValue(value, hint, encoder)
  if (reference) return reference
  return types.isProxy(value) ? encodeProxy(value, trail, encoder) : encodeByValue(value, trail, encoder)
}

/** Encodes a module that is given as a Proxy of its namespace, as by vitest. No other Proxy can be sent. */
function encodeProxy(value: object, trail: Trail, encoder: Encoder): Node {
  const target = proxyTargetOf(value)
  if (!isModule(target)) throw refusal(trail, IS_PROXY)
  return encodeByValue(target, trail, encoder)
}

/** A prototype goes as a member of its class, so that `instanceof` holds. */
function prototypeOfClass(value: object, trail: Trail, encoder: Encoder): Node | undefined {
  if (types.isProxy(value)) return undefined
  const constructor = Object.getOwnPropertyDescriptor(value, 'constructor')?.value as unknown
  if (typeof constructor !== 'function' || constructor.prototype !== value) return undefined
  return { kind: 'member', of: encoder.part(constructor, onward(trail, 'class', constructor)), path: ['prototype'] }
}

function encodeByValue(value: object, trail: Trail, encoder: Encoder): Node {
  if (types.isSharedArrayBuffer(value)) return live(value, 'a SharedArrayBuffer', trail, encoder)
  if (ArrayBuffer.isView(value) && isApart(value, encoder) && isBareView(value)) return encodeView(value, trail, encoder)
  if (types.isWeakMap(value) || types.isWeakSet(value)) return encoder.weak(value, trail)
  refuseUnique(value, trail)
  const base = baseOf(value)
  if (base !== 'object') return compose(value, base, trail, encoder)
  return ofNativeClass(value, trail, encoder) ?? compose(value, base, trail, encoder)
}

function live(value: object, what: string, trail: Trail, encoder: Encoder): Node {
  if (!encoder.sharesMemory) throw refusal(trail, noMemory(what))
  return { kind: 'live', index: encoder.live(value) }
}

function refuseUnique(value: object, trail: Trail): void {
  const tag = tagOf(value)
  const isUnique = types.isPromise(value) || types.isGeneratorObject(value)
  if (tag.endsWith('Generator') && !isUnique) return // what generators inherit from
  const reason = isUnique || !Object.hasOwn(value, Symbol.toStringTag) ? unique(tag) : undefined
  if (reason && (isUnique || asGlobal(Object.getPrototypeOf(value) as object))) throw refusal(trail, reason)
  if (tag.endsWith(' Iterator') && asGlobal(Object.getPrototypeOf(Object.getPrototypeOf(value)) as object)) {
    throw refusal(trail, iterator(tag))
  }
}

function baseOf(value: object): Composite['base'] {
  if (Array.isArray(value)) return 'array'
  if (types.isNativeError(value)) return 'error'
  if (types.isMap(value)) return 'map'
  if (types.isSet(value)) return 'set'
  return rebuild(value) ? 'data' : 'object'
}
