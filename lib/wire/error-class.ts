import { types } from 'node:util'
import * as ours from '../model/errors.js'
import { nameOfOurs } from '../model/our-errors.js'
import { prototypesOf, read, readText } from './value.js'

type ErrorClass = new (...args: never[]) => Error

/** What an error was an instance of. */
export interface ErrorClassName {
  /** The nearest class that exists everywhere: built in, or this library's. */
  readonly base: string
  /** The error's own class, which may be a user's. */
  readonly className: string
}

const BUILT_IN: readonly ErrorClass[] = [
  Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError, DOMException,
]
const OURS: readonly ErrorClass[] = Object.values(ours)
const builtInOfPrototype = new Map<object, string>(BUILT_IN.map((base) => [base.prototype, base.name]))
const known = new Map<string, ErrorClass>([...BUILT_IN, ...OURS].map((base) => [base.name, base]))
const builtInNames = new Set(BUILT_IN.map((base) => base.name))

/** Whether the value is an error of this or another realm. Unlike `instanceof`, ends and never throws. */
export function isError(value: unknown): value is object {
  if (types.isNativeError(value)) return true
  return typeof value === 'object' && value !== null && prototypesOf(value).includes(Error.prototype)
}

export function classOf(error: object): ErrorClassName {
  const prototypes = prototypesOf(error)
  const names = prototypes.map((prototype) => readText(read(prototype, 'constructor'), 'name'))
  const sameRealm = prototypes.map((prototype) => builtInOfPrototype.get(prototype) ?? nameOfOurs(prototype)).find(Boolean)
  const base = sameRealm ?? names.find((name) => builtInNames.has(name)) ?? 'Error'
  return { base, className: names[0] || base }
}

/** What an error of the class finds on its prototypes. */
export function inheritedFrom(base: string, key: string): unknown {
  return read((known.get(base) ?? Error).prototype, key)
}

/** Makes an error of the class without running a constructor of anyone's. It has no own properties yet. */
export function makeError({ base, className }: ErrorClassName): Error {
  const error = Reflect.construct(Error, [], classFor(base, className)) as Error
  delete error.stack
  return error
}

const standIns = new Map<string, ErrorClass>()

/** A user's class isn't here; one of the same name stands in, for `err.constructor.name` and for the console. */
function classFor(base: string, className: string): ErrorClass {
  const Base = known.get(base) ?? Error
  if (className === Base.name) return Base
  const key = `${base} ${className}`
  const standIn = standIns.get(key) ?? { [className]: class extends Base {} }[className]!
  standIns.set(key, standIn)
  return standIn
}
