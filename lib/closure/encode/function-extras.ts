import { isObject } from '../../model/is-object.js'
import { type Code, type Integrity, type Part, type Property, WRITABLE } from '../node.js'
import { stepFor } from '../path.js'
import { nameOf, parentOf } from '../reflect.js'
import { analyse } from '../text/analyse.js'
import { classEdits } from '../text/class-text.js'
import { edit } from '../text/edits.js'
import type { Analysis } from '../text/free-names.js'
import type { Encoder } from './encoder.js'
import { encodeProperty } from './properties.js'
import { onward, type Trail } from './trail.js'

/** The properties and prototypes of a function beyond what its text makes. */
export type Extras = Pick<Code, 'props' | 'prototype' | 'prototypeParent' | 'parent' | 'integrity'>

/** Whether a function may have such extras. Of a class that is assumed. */
export function hasExtras(fn: Function, analysis: Analysis): boolean {
  if (analysis.class || !Object.isExtensible(fn) || !hasUsualParent(fn) || extraKeys(fn, analysis).length > 0) return true
  const prototype = fn.prototype as unknown
  return isObject(prototype) && !isUntouched(fn, prototype)
}

export function extrasOf(fn: Function, analysis: Analysis, trail: Trail, encoder: Encoder): Extras {
  const encodeOne = propertyEncoder(fn, analysis, encoder)
  const encode = (holder: object, keys: readonly (string | symbol)[], from: Trail) =>
    keys.flatMap((key) => encodeOne(holder, key, from))
  const props = encode(fn, extraKeys(fn, analysis), trail)
  const parent = analysis.class?.heritage || hasUsualParent(fn) ? undefined : partOf(parentOf(fn), trail, encoder)
  const extras = { props, prototype: [], prototypeParent: undefined, parent, integrity: integrityOf(fn) }
  const prototype = fn.prototype as unknown
  if (!isObject(prototype) || (!analysis.class && isUntouched(fn, prototype))) return extras
  const from = onward(trail, 'prototype', prototype)
  // another object than the one that came with the function
  if (!isOwn(fn, prototype)) return { ...extras, props: [...props, ['prototype', WRITABLE, encoder.part(prototype, from)]] }
  const keys = Reflect.ownKeys(prototype).filter((key) => key !== 'constructor')
  const parentPart = hasUsualPrototypeParent(fn, prototype, analysis) ? undefined : partOf(parentOf(prototype), trail, encoder)
  return { ...extras, prototype: encode(prototype, keys, from), prototypeParent: parentPart }
}

function partOf(parent: object | null, trail: Trail, encoder: Encoder): Part {
  return parent && encoder.part(parent, onward(trail, 'prototype', parent))
}

function integrityOf(fn: Function): Integrity {
  if (Object.isExtensible(fn)) return 'open'
  return Object.isFrozen(fn) ? 'frozen' : Object.isSealed(fn) ? 'sealed' : 'closed'
}

/** Returns the keys of own properties that not every function has. */
function extraKeys(fn: Function, { arity }: Analysis): (string | symbol)[] {
  return Reflect.ownKeys(fn).filter((key) => {
    if (key === 'name') return typeof Object.getOwnPropertyDescriptor(fn, key)?.value !== 'string'
    if (key === 'length') return Object.getOwnPropertyDescriptor(fn, key)?.value !== arity
    return typeof key === 'symbol' || !/^(prototype|arguments|caller)$/.test(key)
  })
}

const FUNCTIONS: ReadonlySet<object | null> = new Set([
  Function.prototype,
  ...[async () => {}, function* () {}, async function* () {}].map((fn) => parentOf(fn)),
])

function hasUsualParent(fn: Function): boolean {
  return FUNCTIONS.has(parentOf(fn))
}

/** Whether a function's prototype is as when the function was made. That of a generator has no constructor. */
function isUntouched(fn: Function, prototype: object): boolean {
  const keys = Reflect.ownKeys(prototype)
  if (keys.length === 0) return GENERATED.has(parentOf(prototype))
  return keys.length === 1 && isOwn(fn, prototype) && parentOf(prototype) === Object.prototype
}

const GENERATED: ReadonlySet<object | null> = new Set(
  [function* () {}, async function* () {}].map(({ prototype }) => parentOf(prototype as object)),
)

function isOwn(fn: Function, prototype: object): boolean {
  return Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value === fn
}

/**
 * Whether the prototype of a function inherits from what the text says: that of a class from the class it extends, unless
 * somebody has changed it.
 */
function hasUsualPrototypeParent(fn: Function, prototype: object, { class: form }: Analysis): boolean {
  const parent = parentOf(prototype)
  if (form?.heritage) return parent === ((parentOf(fn) as { prototype?: object } | null)?.prototype ?? null)
  return parent === (form?.extendsNull ? null : Object.prototype)
}

type EncodeProperty = (holder: object, key: string | symbol, trail: Trail) => readonly Property[]

/**
 * Returns what encodes a property, but for those that the text of a class makes. One of its methods that is found elsewhere
 * stays the same function.
 */
function propertyEncoder(fn: Function, analysis: Analysis, encoder: Encoder): EncodeProperty {
  const made = analysis.class ? methodsMade(fn, analysis) : new Map<unknown, Made>()
  return (holder, key, trail) => {
    const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(holder, key)!
    const isInPlace = (part: unknown) => part === undefined || (made.get(part)?.holder === holder && made.get(part)?.key === key)
    const isUsual = !flags.enumerable && flags.configurable && flags.writable !== false
    const isMade = get || set ? isInPlace(get) && isInPlace(set) : value !== undefined && isInPlace(value)
    if (isMade && isUsual) return []
    const path = made.get(value)?.path
    const member = path && encoder.add({ kind: 'member', of: encoder.part(fn, trail), path })
    return [encodeProperty(holder, key, trail, encoder, member)]
  }
}

interface Made {
  readonly holder: object
  readonly key: string | symbol
  /** The path from the class; undefined for symbols of the program. */
  readonly path: readonly string[] | undefined
}

/** The methods and accessors that stand in the text of a class where it has them now. */
function methodsMade(fn: Function, analysis: Analysis): ReadonlyMap<unknown, Made> {
  const text = Function.prototype.toString.call(fn)
  const left = edit(text, classEdits(text, analysis, {}))
  const made = new Map<unknown, Made>()
  for (const [holder, start] of [[fn, []], [fn.prototype as object, ['prototype']]] as const) {
    for (const key of Reflect.ownKeys(holder)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(holder, key)!
      const step = stepFor(key)
      for (const [part, prefix] of [[value, ''], [get, 'get '], [set, 'set ']] as const) {
        if (typeof part !== 'function' || nameOf(part) !== prefix + nameText(key)) continue
        const own = Function.prototype.toString.call(part)
        if (!left.includes(own) || analyse(own)?.method !== true || made.has(part)) continue
        made.set(part, { holder, key, path: step === undefined ? undefined : [...start, `${prefix}${step}`] })
      }
    }
  }
  return made
}

/** Returns the name that the language gives to the method of a key. */
function nameText(key: string | symbol): string {
  if (typeof key === 'string') return key
  return key.description === undefined ? '' : `[${key.description}]`
}
