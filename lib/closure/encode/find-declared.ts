import { types } from 'node:util'
import { isPlainObject } from '../../model/is-object.js'
import { declarationPlace } from '../engine/declared-at.js'
import { type Inspected, inspectAll, type OuterScope } from '../engine/inspector.js'
import { isErrorClass, isThing, ownValue, parentOf } from '../reflect.js'
import { analyse } from '../text/analyse.js'
import { placeOf } from '../thread/place.js'
import { exportOf } from './reference.js'

/** Looking at a function takes some 10 µs. */
const MOST_FUNCTIONS = 2000
/** What has more than this is data. */
const MOST_MEMBERS = 1000

/**
 * Looks for a class of errors that an ES module exports, from a function on: among what it sees, what these functions see,
 * and so on. Nothing is loaded, and nothing is run.
 *
 * @param place as `declaredAt` tells it
 */
export function findDeclared(place: string, from: object): object | undefined {
  if (types.isProxy(from)) return undefined
  const seen = new Set<unknown>([from])
  const scripts = new Set<string>()
  const unseen = (value: unknown) => isThing(value) && !seen.has(value) && seen.add(value) && !types.isProxy(value)
  for (let level: readonly object[] = [from]; level.length > 0 && seen.size < MOST_FUNCTIONS; ) {
    const inspected = inspectAll(level)
    if (!inspected) return undefined
    const found = level.find((fn, i) => isErrorClass(fn) && isDeclaredAt(place, fn, inspected[i]!))
    if (found) return found
    const values = level.flatMap((fn, i) => [...around(inspected[i]!, scripts), parentOf(fn), ...membersOf(fn)]).filter(unseen)
    const members = values.filter(isGroup).flatMap(membersOf).filter(unseen)
    level = [...values, ...members].filter((value) => typeof value === 'function').slice(0, MOST_FUNCTIONS)
  }
  return undefined
}

/** Of one that isn't exported there may be others from the same place. */
function isDeclaredAt(place: string, fn: object, inspected: Inspected): boolean {
  if (declarationPlace(inspected) !== place) return false
  const text = Function.prototype.toString.call(fn)
  const anchor = analyse(text)?.anchor ?? 0
  return exportOf(fn, { text, inspected, place: placeOf(inspected, text, anchor) }) !== undefined
}

/** What the function sees, once for all functions of a module. */
function around({ location, scopes, bound }: Inspected, scripts: Set<string>): unknown[] {
  const script = location?.scriptId ?? ''
  const isNew = !scripts.has(script)
  scripts.add(script)
  const values = scopes.filter(({ description }) => isNew || description !== 'Module').flatMap(variablesIn)
  return bound ? [...values, bound.target] : values
}

function variablesIn({ variables }: OuterScope): unknown[] {
  return Object.keys(variables).map((name) => valueOf(variables, name))
}

/** Among module namespaces and plain objects classes may be found. */
function isGroup(value: unknown): value is object {
  return types.isModuleNamespaceObject(value) || isPlainObject(value)
}

function membersOf(value: object): unknown[] {
  const names = Object.getOwnPropertyNames(value) // Object.keys throws where an export is not initialised yet
  return names.length > MOST_MEMBERS ? [] : names.map((name) => ownValue(value, name))
}

/** Variables may be getters of V8's, exports not initialised yet. */
function valueOf(variables: object, name: string): unknown {
  try {
    return Reflect.get(variables, name)
  } catch {
    return undefined
  }
}
