import { isDeepStrictEqual, types } from 'node:util'
import { findClass, type Known } from './encode/find-class.js'
import { exportOf } from './encode/reference.js'
import { asRequired, noteModules, requiredAs, wasLoadedAgain } from './encode/required-names.js'
import { declarationPlace, declaredAt } from './engine/declared-at.js'
import { inspectFunction } from './engine/inspector.js'
import type { Required } from './node.js'
import { recall } from './recall.js'
import { ownValue } from './reflect.js'
import { analyse } from './text/analyse.js'
import { receivedKey, sentClass } from './thread/error-classes.js'
import { placeOf } from './thread/place.js'

/**
 * A name by which the caller may find its own copy of an error class that was met in a worker. Finding it loads and runs
 * nothing.
 */
export type ClassRef =
  /** The class was sent, or came by its name with something that was. */
  | { readonly key: number }
  /** A CommonJS module has it. */
  | { readonly required: Required }
  /** An ES module declares it there. */
  | { readonly place: string }

/** The names of classes that were not sent, by prototype: finding one out takes a millisecond and more. */
const refs = new WeakMap<object, ClassRef | undefined>()

/** @param prototype the class's, by which an error leads to it */
export function refTo(prototype: object): ClassRef | undefined {
  const key = receivedKey(prototype)
  if (key !== undefined) return { key }
  if (!refs.has(prototype)) refs.set(prototype, refToModules(prototype))
  return refs.get(prototype)
}

function refToModules(prototype: object): ClassRef | undefined {
  const errorClass = types.isProxy(prototype) ? undefined : ownValue(prototype, 'constructor')
  if (typeof errorClass !== 'function' || ownValue(errorClass, 'prototype') !== prototype) return undefined
  noteModules()
  const required = asRequired(errorClass)
  if (required) return { required }
  const [place] = declaredAt([errorClass])
  return place === undefined ? undefined : { place }
}

/** @param from a function that has led to the class in the worker, perhaps through other modules */
export function classBy(ref: ClassRef, from: object | undefined): object | undefined {
  if ('key' in ref) return sentClass(ref.key)
  if ('place' in ref) return from && classFrom(from, ref.place, (found) => isExportedAt(ref.place, found))
  const { required } = ref
  if (!wasLoadedAgain(required.file)) return loadedClass(required)
  return from && classFrom(from, JSON.stringify(required), (found) => isDeepStrictEqual(asRequired(found), required))
}

function loadedClass(required: Required): object | undefined {
  const found = requiredAs(required)
  return typeof found === 'function' ? found : undefined
}

/**
 * The classes found so far, by name. The one that a function leads to may differ from another's: a module may have been loaded
 * twice.
 */
const known = new Map<string, Known>()

function classFrom(from: object, name: string, isWanted: (errorClass: object) => boolean): object | undefined {
  return findClass(from, isWanted, recall(known, name, () => new WeakMap()))
}

/** Whether the class is declared there, and exported: of others there may be several from one place. */
function isExportedAt(place: string, errorClass: object): boolean {
  const inspected = inspectFunction(errorClass)
  if (!inspected || declarationPlace(inspected) !== place) return false
  const text = Function.prototype.toString.call(errorClass)
  const anchor = analyse(text)?.anchor ?? 0
  return exportOf(errorClass, { text, inspected, place: placeOf(inspected, text, anchor) }) !== undefined
}
