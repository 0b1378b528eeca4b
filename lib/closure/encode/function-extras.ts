import { analyse } from '../text/analyse.js'
import { classEdits } from '../text/class-text.js'
import { edit } from '../text/edits.js'
import type { Encoder } from './encoder.js'
import { encodeProperty } from './properties.js'
import type { Analysis } from '../text/free-names.js'
import { WRITABLE } from '../node.js'
import type { Code, Integrity, Part, Property } from '../node.js'
import { isObject, parentOf } from '../reflect.js'
import { onward } from './trail.js'
import type { Trail } from './trail.js'

/** What a function has beyond what its text makes. */
export type Extras = Pick<Code, 'props' | 'prototype' | 'prototypeParent' | 'parent' | 'integrity'>

/** Whether there is any such thing; a class may well have some. */
export function hasExtras(fn: Function, analysis: Analysis): boolean {
  if (analysis.class || !Object.isExtensible(fn) || !hasUsualParent(fn) || extraKeys(fn, analysis).length > 0) return true
  const prototype = fn.prototype as unknown
  return isObject(prototype) && !isUntouched(fn, prototype)
}

export function extrasOf(fn: Function, analysis: Analysis, trail: Trail, encoder: Encoder): Extras {
  const isMade = madeByText(fn, analysis)
  const encode = (holder: object, keys: readonly (string | symbol)[], from: Trail) =>
    keys.filter((key) => !isMade(holder, key)).map((key): Property => encodeProperty(holder, key, from, encoder))
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

/** Own properties that are no part of being a function. */
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

/** As it is when the function has just been made; that of a generator has no constructor. */
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

/** That of a class comes from the class that it extends, unless somebody has changed it. */
function hasUsualPrototypeParent(fn: Function, prototype: object, { class: form }: Analysis): boolean {
  const parent = parentOf(prototype)
  if (form?.heritage) return parent === ((parentOf(fn) as { prototype?: object } | null)?.prototype ?? null)
  return parent === (form?.extendsNull ? null : Object.prototype)
}

type IsMade = (holder: object, key: string | symbol) => boolean

/** Methods and accessors that stand in the text of a class, and have not been replaced. */
function madeByText(fn: Function, analysis: Analysis): IsMade {
  if (!analysis.class) return () => false
  const text = Function.prototype.toString.call(fn)
  const left = edit(text, classEdits(text, analysis, {}))
  const stands = (part: unknown) => {
    if (typeof part !== 'function') return part === undefined
    const own = Function.prototype.toString.call(part)
    return left.includes(own) && analyse(own)?.method === true
  }
  return (holder, key) => {
    const { value, get, set } = Object.getOwnPropertyDescriptor(holder, key)!
    return get || set ? stands(get) && stands(set) : value !== undefined && stands(value)
  }
}
