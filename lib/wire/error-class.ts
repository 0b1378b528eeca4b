import { types } from 'node:util'
import { classBy, type ClassRef, refTo } from '../closure/class-ref.js'
import { isErrorClass } from '../closure/reflect.js'
import * as ours from '../model/errors.js'
import { nameOfOurs } from '../model/our-errors.js'
import { prototypesOf, read, readText } from './value.js'

type ErrorClass = new (...args: never[]) => Error

/** The class of an error by name. */
export interface ErrorClassName {
  /** The nearest class that exists everywhere: built in, or this library's. */
  readonly base: string
  /** The error's own class, which may be a user's. */
  readonly className: string
  /** The user's classes, as far as the caller may know them, the error's own first. */
  readonly own?: readonly (ClassRef | undefined)[]
}

const BUILT_IN: readonly ErrorClass[] = [
  Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError, DOMException,
]
const OURS: readonly ErrorClass[] = Object.values(ours)
const builtInOfPrototype = new Map<object, string>(BUILT_IN.map((base) => [base.prototype, base.name]))
const known = new Map<string, ErrorClass>([...BUILT_IN, ...OURS].map((base) => [base.name, base]))
const builtInNames = new Set(BUILT_IN.map((base) => base.name))

/** Classes of Node and its globals, by their names. Looked up when such an error comes, as Node loads some of them late. */
const NODES: Readonly<Record<string, () => unknown>> = {
  AssertionError: () => process.getBuiltinModule('node:assert').AssertionError,
  CompileError: () => read(read(globalThis, 'WebAssembly'), 'CompileError'),
  LinkError: () => read(read(globalThis, 'WebAssembly'), 'LinkError'),
  RuntimeError: () => read(read(globalThis, 'WebAssembly'), 'RuntimeError'),
  SuppressedError: () => read(globalThis, 'SuppressedError'),
  QuotaExceededError: () => read(globalThis, 'QuotaExceededError'),
}

/** Whether the value is an error of this or another realm. Unlike `instanceof`, ends and never throws. */
export function isError(value: unknown): value is object {
  if (types.isNativeError(value)) return true
  return typeof value === 'object' && value !== null && prototypesOf(value).includes(Error.prototype)
}

export function classOf(error: object): ErrorClassName {
  const prototypes = prototypesOf(error)
  const names = prototypes.map((prototype) => readText(read(prototype, 'constructor'), 'name'))
  const everywhere = prototypes.map((prototype, i) => nameEverywhere(prototype, names[i]!))
  const position = everywhere.findIndex(Boolean)
  const base = everywhere[position] ?? names.find((name) => builtInNames.has(name)) ?? 'Error'
  const own = prototypes.slice(0, Math.max(0, position)).map(refTo)
  return { base, className: names[0] || base, ...(own.some(Boolean) && { own }) }
}

function nameEverywhere(prototype: object, name: string): string | undefined {
  const given = builtInOfPrototype.get(prototype) ?? nameOfOurs(prototype)
  return given ?? (nodesClass(name)?.prototype === prototype ? name : undefined)
}

function nodesClass(name: string): ErrorClass | undefined {
  const found = Object.hasOwn(NODES, name) ? NODES[name]!() : undefined
  return isErrorClass(found) ? found : undefined
}

function classEverywhere(base: string): ErrorClass {
  return known.get(base) ?? nodesClass(base) ?? Error
}

/** Returns what an error of a class that exists everywhere inherits. */
export function inheritedFrom(base: string, key: string): unknown {
  return read(classEverywhere(base).prototype, key)
}

/**
 * Makes an error of the class without running a constructor of anyone's. It has no own properties yet.
 *
 * @param from the function that it comes from
 */
export function makeError(name: ErrorClassName, from?: object): Error {
  const error = new Error()
  delete error.stack
  return Object.setPrototypeOf(error, classFor(name, from).prototype) as Error
}

/**
 * Finds the user's own class where it is known; else one of the same name stands in, for `err.constructor.name` and the console.
 */
function classFor({ base, className, own = [] }: ErrorClassName, from: object | undefined): ErrorClass {
  for (const [position, ref] of own.entries()) {
    const found = ref && classBy(ref, from)
    if (isErrorClass(found)) return position === 0 ? found : standIn(className, found)
  }
  const Base = classEverywhere(base)
  return className === Base.name ? Base : standIn(className, Base)
}

const standIns = new WeakMap<object, Map<string, ErrorClass>>()

/** Makes a class of this name below another one; without `extends`, as not all that has a prototype can be extended. */
function standIn(className: string, Base: ErrorClass): ErrorClass {
  const named = standIns.get(Base) ?? new Map<string, ErrorClass>()
  standIns.set(Base, named)
  const made = named.get(className) ?? { [className]: class extends Error {} }[className]!
  if (!named.has(className)) {
    Object.setPrototypeOf(made, Base)
    Object.setPrototypeOf(made.prototype, Base.prototype)
    named.set(className, made)
  }
  return made
}
