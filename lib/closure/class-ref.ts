import { types } from 'node:util'
import { findDeclared } from './encode/find-declared.js'
import { asRequired, noteModules, requiredAs } from './encode/required-names.js'
import { declaredAt } from './engine/declared-at.js'
import { inspectFunction } from './engine/inspector.js'
import type { Required } from './node.js'
import { recall } from './recall.js'
import { ownValue } from './reflect.js'
import { receivedKey, sentClass } from './thread/error-classes.js'

/** What a caller may know a class of errors by that is found in a worker. All of it is only ever looked up. */
export type ClassRef =
  /** It was sent, or came by its name with something that was. */
  | { readonly key: number }
  /** A CommonJS module has it. */
  | { readonly required: Required }
  /** An ES module declares it there. */
  | { readonly place: string }

/** Of classes that were not sent: a look at them takes a millisecond and more. */
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
  return 'required' in ref ? loadedClass(ref.required) : from && declaredClass(ref.place, from)
}

function loadedClass(required: Required): object | undefined {
  const found = requiredAs(required)
  return typeof found === 'function' ? found : undefined
}

const declared = new Map<string, WeakRef<object>>()
/** By what is looked for, and by where the code stands that the search begins at: closures are made anew for each call. */
const searches = new Map<string, WeakRef<object> | undefined>()

function declaredClass(place: string, from: object): object | undefined {
  const known = declared.get(place)?.deref()
  return known ?? recall(searches, `${place} ${standOf(from)}`, () => search(place, from))?.deref()
}

function search(place: string, from: object): WeakRef<object> | undefined {
  const found = findDeclared(place, from)
  const ref = found && new WeakRef(found)
  if (ref) declared.set(place, ref)
  return ref
}

const stands = new WeakMap<object, string>()

function standOf(fn: object): string {
  if (!stands.has(fn)) stands.set(fn, JSON.stringify(inspectFunction(fn)?.location ?? ''))
  return stands.get(fn)!
}
