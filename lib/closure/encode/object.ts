import { types } from 'node:util'
import { analyse } from '../text/analyse.js'
import type { Encoder, Hint } from './encoder.js'
import { asBuiltin, asGlobal } from './identities.js'
import { privateNamesOf, proxyTargetOf } from '../engine/inspector.js'
import type { Composite, Node, Part, Property } from '../node.js'
import { propertiesOf } from './properties.js'
import { isObject, nameOf, parentOf } from '../reflect.js'
import { IS_PROXY, iterator, noMemory, ofNodes, UNIQUE, withArticle, withPrivates } from './reasons.js'
import { rebuild } from './rebuild.js'
import { referenceToValue } from './reference.js'
import { isNativeText } from '../text/text.js'
import { onward, refusal } from './trail.js'
import type { Trail } from './trail.js'

/** An object as a node: by its name if it has one in every worker, otherwise by what it is made of. */
export function encodeObject(value: object, trail: Trail, hint: Hint, encoder: Encoder): Node {
  const named = asGlobal(value) ?? asBuiltin(value)
  if (named) return named
  if (encoder.data.isData(value) && (!encoder.isDeep || rebuild(value))) return { kind: 'data', value }
  const reference = prototypeOfClass(value, trail, encoder) ?? referenceToValue(value, hint, encoder)
  if (reference) return reference
  return types.isProxy(value) ? encodeProxy(value, trail, encoder) : encodeByValue(value, trail, encoder)
}

/** vitest gives a module as a Proxy of its namespace. */
function encodeProxy(value: object, trail: Trail, encoder: Encoder): Node {
  const target = proxyTargetOf(value)
  if (!isModule(target)) throw refusal(trail, IS_PROXY)
  return encodeByValue(target, trail, encoder)
}

export function isModule(value: unknown): value is object {
  if (!isObject(value)) return false
  if (types.isModuleNamespaceObject(value)) return true
  return types.isProxy(value) ? isModule(proxyTargetOf(value)) : Object.prototype.toString.call(value) === '[object Module]'
}

/** It comes with its class, so that `instanceof` holds. */
function prototypeOfClass(value: object, trail: Trail, encoder: Encoder): Node | undefined {
  if (types.isProxy(value)) return undefined
  const constructor = Object.getOwnPropertyDescriptor(value, 'constructor')?.value as unknown
  if (typeof constructor !== 'function' || constructor.prototype !== value) return undefined
  return { kind: 'member', of: encoder.part(constructor, onward(trail, 'class', constructor)), path: ['prototype'] }
}

function encodeByValue(value: object, trail: Trail, encoder: Encoder): Node {
  if (types.isSharedArrayBuffer(value)) return live(value, 'a SharedArrayBuffer', trail, encoder)
  if (ArrayBuffer.isView(value) && types.isSharedArrayBuffer(value.buffer)) return encodeView(value, trail, encoder)
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

function encodeView(value: ArrayBufferView, trail: Trail, encoder: Encoder): Node {
  const type = Buffer.isBuffer(value) ? 'Buffer' : Object.prototype.toString.call(value).slice(8, -1)
  if (!encoder.sharesMemory) throw refusal(trail, noMemory(`${withArticle(type)} on a SharedArrayBuffer`))
  const buffer = encoder.part(value.buffer, trail)
  return { kind: 'view', type, buffer, offset: value.byteOffset, length: 'length' in value ? Number(value.length) : value.byteLength }
}

function refuseUnique(value: object, trail: Trail): void {
  const tag = Object.prototype.toString.call(value).slice(8, -1)
  const isUnique = types.isPromise(value) || types.isGeneratorObject(value)
  const reason = isUnique || !Object.hasOwn(value, Symbol.toStringTag) ? UNIQUE.get(tag) : undefined
  if (reason && (isUnique || asGlobal(Object.getPrototypeOf(value) as object) || tag.endsWith('Generator'))) throw refusal(trail, reason)
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

/** What Node and the language make has state that its properties don't show. */
function ofNativeClass(value: object, trail: Trail, encoder: Encoder): Node | undefined {
  for (let at = parentOf(value); at && at !== Object.prototype; at = parentOf(at)) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    if (typeof constructor !== 'function' || !isNodes(at, constructor)) continue
    const name = nameOf(constructor) ?? ''
    if (name === 'EventEmitter' || name === 'Object') return undefined
    const made = at === parentOf(value) ? reconstruct(value, name) : undefined
    if (made) return { kind: 'new', path: made.path, args: made.args.map((arg) => encoder.part(arg, trail)) }
    const stream = STREAMS.find((stream) => isStream(value, stream))
    if (stream) return { kind: 'builtin', module: 'node:process', path: [stream] }
    if (encoder.sharesMemory && keepsItsClass(value)) return { kind: 'live', index: encoder.live(value) }
    throw refusal(trail, ofNodes(name))
  }
  return undefined
}

function isNodes(prototype: object, constructor: Function): boolean {
  return (asGlobal(prototype) ?? asBuiltin(prototype)) !== undefined || isNativeText(Function.prototype.toString.call(constructor))
}

const STREAMS = ['stdin', 'stdout', 'stderr'] as const

/** Reading it opens it, unless it is the one. */
function isStream(value: object, stream: (typeof STREAMS)[number]): boolean {
  return 'fd' in value && value.fd === STREAMS.indexOf(stream) && process[stream] === value
}

interface Remake {
  readonly path: readonly string[]
  readonly args: readonly unknown[]
}

/** What its constructor makes it again of. */
function reconstruct(value: object, name: string): Remake | undefined {
  const make = REMAKE[name]
  return make ? { path: [name], args: make(value as never) } : intl(value)
}

const REMAKE: Readonly<Record<string, (value: never) => readonly unknown[]>> = {
  URL: ({ href }: URL) => [href],
  URLSearchParams: (params: URLSearchParams) => [String(params)],
  TextEncoder: () => [],
  TextDecoder: ({ encoding, fatal, ignoreBOM }: InstanceType<typeof TextDecoder>) => [encoding, { fatal, ignoreBOM }],
  Headers: (headers: Headers) => [[...headers]],
}

function intl(value: object): Remake | undefined {
  const [, name] = /^\[object Intl\.(\w+)\]$/.exec(Object.prototype.toString.call(value)) ?? []
  if (!name || !('resolvedOptions' in value) || typeof value.resolvedOptions !== 'function') return undefined
  const { locale, ...options } = value.resolvedOptions() as { locale: string }
  return { path: ['Intl', name], args: [locale, options] }
}

function keepsItsClass(value: object): boolean {
  if (value instanceof MessagePort) return false // Node dies of cloning one that is closed
  try {
    return Object.getPrototypeOf(structuredClone(value)) === Object.getPrototypeOf(value)
  } catch {
    return false
  }
}

function compose(value: object, base: Composite['base'], trail: Trail, encoder: Encoder): Composite {
  refusePrivates(value, trail)
  return {
    kind: 'object',
    base,
    ...(base === 'array' && { length: (value as unknown[]).length }),
    ...(base === 'data' && { data: bareData(value, encoder) }),
    ...((base === 'map' || base === 'set') && { items: itemsOf(value, trail, encoder) }),
    parent: parentPart(value, base, trail, encoder),
    props: types.isModuleNamespaceObject(value) ? namespaceProperties(value, trail, encoder) : propertiesOf(value, base, trail, encoder),
    extensible: types.isModuleNamespaceObject(value) || Object.isExtensible(value),
  }
}

function bareData(value: object, encoder: Encoder): Part {
  if (ArrayBuffer.isView(value)) encoder.data.found.add(value.buffer)
  return encoder.add({ kind: 'data', value: rebuild(value) })
}

/** Its exports are writable by its own code only; what is not initialised yet is left out. */
function namespaceProperties(value: object, trail: Trail, encoder: Encoder): Property[] {
  return Object.keys(value).flatMap((key): Property[] => {
    try {
      const item: unknown = Reflect.get(value, key)
      return [[key, 3, encoder.part(item, onward(trail, `export '${key}'`, item))]]
    } catch {
      return []
    }
  })
}

function refusePrivates(value: object, trail: Trail): void {
  const { constructor } = value
  if (typeof constructor !== 'function' || parentOf(value) === Object.prototype) return
  const classes = classesWithPrivates(value)
  if (classes.length === 0) return
  const names = privateNamesOf(value)
  // the engine doesn't list private methods
  const isPrivate = names.length > 0 || classes.some((text) => analyse(text)?.class?.hasPrivateInstanceState)
  if (isPrivate) throw refusal(trail, withPrivates(nameOf(constructor) ?? '', names))
}

/** The texts of its classes that mention some. Asking the engine takes long; they tell whether it is worth asking. */
function classesWithPrivates(value: object): string[] {
  const texts: string[] = []
  for (let at = parentOf(value); at && at !== Object.prototype; at = parentOf(at)) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    const text = typeof constructor === 'function' ? Function.prototype.toString.call(constructor) : ''
    if (text.includes('#')) texts.push(text)
  }
  return texts
}

function itemsOf(value: object, trail: Trail, encoder: Encoder): Part[] {
  if (types.isSet(value)) return [...Set.prototype.values.call(value)].map((item) => encoder.part(item, onward(trail, 'element', item)))
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
