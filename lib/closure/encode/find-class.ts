import { types } from 'node:util'
import { isPlainObject } from '../../model/is-object.js'
import { inspectAll, type Inspected, type OuterScope } from '../engine/inspector.js'
import { isErrorClass, isThing, ownValue, parentOf } from '../reflect.js'
import { analyse } from '../text/analyse.js'

/** Functions to look at, at most: each takes some 10 µs. */
const MOST_FUNCTIONS = 2000
/** An object of more members than this is data. */
const MOST_MEMBERS = 1000

/**
 * The class that each function leads to; null: none. Noted for all functions on the way, as closures are made anew for each
 * call.
 */
export type Known = WeakMap<object, WeakRef<object> | null>
/** Values that have been seen, and which function was first to see each. */
type Way = Map<unknown, object | undefined>
type Names = ReadonlyMap<string, unknown>

/**
 * Looks for a class of errors, from a function on: among what it uses, then what else it sees, what these functions see, and so
 * on. Nothing is loaded, and nothing is run.
 *
 * @param known is added to
 * @returns undefined also where several are equally near, as of a module that was loaded twice
 */
export function findClass(from: object, isWanted: (errorClass: object) => boolean, known: Known): object | undefined {
  if (types.isProxy(from)) return undefined
  if (known.has(from)) return known.get(from)?.deref()
  const way: Way = new Map([[from, undefined]])
  const near = functionsAround([from], way, analyse(Function.prototype.toString.call(from))?.free)
  const reached = (fn: object) => known.get(fn)?.deref() ?? (isErrorClass(fn) && isWanted(fn) ? fn : undefined)
  for (const level of levels(from, near, way, known)) {
    const led = level.filter(reached)
    const [found, another] = new Set(led.map(reached))
    if (another) return undefined
    if (found) return noteWay(found, led[0]!, way, known)
  }
  for (const fn of [from, ...near]) known.set(fn, null)
  return undefined
}

function noteWay(found: object, last: object, way: Way, known: Known): object {
  const ref = new WeakRef(found)
  for (let fn: object | undefined = last; fn; fn = way.get(fn)) known.set(fn, ref)
  return found
}

function* levels(from: object, near: readonly object[], way: Way, known: Known): Generator<readonly object[]> {
  yield [from]
  yield near
  const scripts = new Set<string>()
  const lead = (fn: object) => known.get(fn) !== null
  for (let level: readonly object[] = [from, ...near]; level.length > 0 && way.size < MOST_FUNCTIONS; yield level) {
    level = functionsAround(level.filter(lead), way, undefined, scripts)
  }
}

/** @param names of the variables that count; undefined: all */
function functionsAround(level: readonly object[], way: Way, names?: Names, scripts = new Set<string>()): readonly object[] {
  const inspected = inspectAll(level) ?? []
  const around = inspected.flatMap((each, i) => {
    const fn = level[i]!
    const isNew = (value: unknown) => isThing(value) && !way.has(value) && way.set(value, fn) && !types.isProxy(value)
    const values = [...visible(each, scripts, names), parentOf(fn), ...membersOf(fn)].filter(isNew)
    return [...values, ...values.filter(isGroup).flatMap(membersOf).filter(isNew)]
  })
  return around.filter((value) => typeof value === 'function').slice(0, MOST_FUNCTIONS)
}

/** Returns what a function sees; the variables of its module only once for all functions of it. */
function visible({ location, scopes, bound }: Inspected, scripts: Set<string>, names?: Names): unknown[] {
  const script = location?.scriptId ?? ''
  const isNew = !scripts.has(script)
  scripts.add(script)
  const around = scopes.filter(({ description }) => isNew || description !== 'Module')
  const values = around.flatMap((scope) => variablesIn(scope, names))
  return bound ? [...values, bound.target] : values
}

function variablesIn({ variables }: OuterScope, names?: Names): unknown[] {
  return Object.keys(variables).filter((name) => names?.has(name) ?? true).map((name) => valueOf(variables, name))
}

/** Whether classes may be among the members of a value. */
function isGroup(value: unknown): value is object {
  return types.isModuleNamespaceObject(value) || isPlainObject(value)
}

function membersOf(value: object): unknown[] {
  const names = Object.getOwnPropertyNames(value) // Object.keys throws where an export is not initialised yet
  return names.length > MOST_MEMBERS ? [] : names.map((name) => ownValue(value, name))
}

/** Reads a variable. V8 may have a getter for it, which throws where an export is not initialised yet. */
function valueOf(variables: object, name: string): unknown {
  try {
    return Reflect.get(variables, name)
  } catch {
    return undefined
  }
}
