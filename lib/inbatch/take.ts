import { describeFunction } from '../closure/encode/trail.js'
import { thisUses } from '../closure/text/this-uses.js'
import { isNativeText } from '../closure/text/text.js'
import { ClosureError } from '../model/errors.js'
import { noteReceiver } from '../model/function-notes.js'
import { isPlainObject } from '../model/is-object.js'
import type { TaskFunction } from '../model/task.js'
import { isBase, namesOfStandIns, standInOf } from './base-classes.js'
import { functionAmong, hasMethod, isOfBase, isShown, isWrittenIn } from './chain.js'
import { assertNoPrivates, refusalOf } from './privates.js'
import { rawMethodOf } from './raw-method.js'
import { refusing } from './refusing.js'
import { beginTaking, copyOf, type Heir, heirIn, type Taking } from './taking.js'

/** What a method uses of the object that it is called on. */
export interface Taken {
  readonly self: object
  /** `self`, what it inherits from, and other objects that are no data of the batch's. */
  readonly made: readonly object[]
  /** What the method calls them: `this.dataset`. */
  readonly names: ReadonlyMap<object, string>
  /** Inherits what the method's `super` is. */
  readonly target: { readonly method: TaskFunction }
  readonly heir: Heir | undefined
}

/** @throws ClosureError when the method, or one that it calls, needs `#private` names, or is an arrow function with a `this` */
export function take(batch: object, method: TaskFunction): Taken {
  assertOwnThis(method)
  const taking = beginTaking(batch, { made: [], names: new Map(), copies: new Map() }, 'this')
  const { chain, levels } = taking
  const at = Math.max(0, chain.findIndex((each) => hasMethod(each, method)))
  follow(method, at, taking, true)
  const target = Object.create(Object.getPrototypeOf(levels[at]) as object | null, { method: { value: method } })
  const { made, names } = taking
  return { self: levels[0]!, made, names, target: target as Taken['target'], heir: heirIn(taking) }
}

function assertOwnThis(method: TaskFunction): void {
  const uses = thisUses(Function.prototype.toString.call(method))
  if (!uses?.isArrow || (uses.members.length === 0 && !uses.escapes)) return
  const hint = 'Write `function (…) { … }` instead'
  const what = 'is an arrow function that uses `this`, which is that of the code around it and not what it is called on'
  throw new ClosureError(`${describeFunction(method)} ${what}. ${hint}.`, { function: method.name, hint })
}

/**
 * Takes what a function uses as a method of the level `at`.
 *
 * @param isNamed it is the method, or one of those that are called by name
 */
function follow(fn: TaskFunction, at: number, taking: Taking, isNamed: boolean): void {
  const text = Function.prototype.toString.call(fn)
  const before = taking.followed.get(fn)
  if (before === true || before === isNamed || isNativeText(text) || rawMethodOf(fn)) return
  taking.followed.set(fn, isNamed)
  const uses = thisUses(text)
  assertNoPrivates(fn, uses)
  taking.asksForClass ||= /\bthis\s+instanceof\b/.test(text)
  const isTaken = (name: string) => isNamed || !ONLY_IF_NAMED.includes(name)
  for (const key of uses?.members ?? []) if (isTaken(key)) takeName({ key, isNamed, parts: uses!.parts.get(key) }, taking)
  for (const key of uses?.inherited ?? []) if (isTaken(key)) takeName({ key, isNamed }, taking, at + 1)
  if (!uses || uses.escapes) takeAll(taking, new Set(isNamed ? text.match(/[\w$]+/g) : []))
}

/** What leads to all the data there is, or to other batches. */
const ONLY_IF_NAMED: readonly string[] = ['dataset', 'pipeline', 'constructor']

function leadsToAll(key: PropertyKey): boolean {
  return key === 'dataset' || key === 'pipeline'
}

/** Of the library's own classes, which are otherwise left out, what methods most often ask for. */
const OF_BASE = ['indices', 'length', 'size'] as const

/**
 * What a function may use of an object whose properties it is not seen to name.
 *
 * @param words of the function's text: what is among them is taken for named
 */
function takeAll(taking: Taking, words: ReadonlySet<string>): void {
  for (const [at, holder] of taking.chain.entries()) {
    for (const key of isBase(holder) ? [] : Reflect.ownKeys(holder)) {
      const isNamed = words.has(String(key))
      const isWanted = ONLY_IF_NAMED.includes(String(key)) ? isNamed : at > 0 || isShown(holder, key)
      if (isWanted) takeProperty({ key, isNamed }, at, taking)
    }
  }
  for (const key of [...OF_BASE, ...namesOfStandIns(taking.chain)]) takeName({ key, isNamed: true }, taking)
}

/** A property that a function may use. */
interface Used {
  readonly key: PropertyKey
  /** Somebody reads it, as far as can be seen. */
  readonly isNamed: boolean
  /** What is used of its value; undefined: anything. */
  readonly parts?: readonly string[] | undefined
}

/** @param from the level to begin at */
function takeName(used: Used, taking: Taking, from = 0): void {
  const at = taking.chain.findIndex((each, i) => i >= from && Object.hasOwn(each, used.key))
  if (at >= 0) takeProperty(used, at, taking)
}

function takeProperty(used: Used, at: number, taking: Taking): void {
  place(used, at, taking)
  const { value } = Object.getOwnPropertyDescriptor(taking.levels[at]!, used.key)!
  const copied = taking.copies.get(value)
  if (copied) takeParts(copied, used.parts)
}

function takeParts(taking: Taking, parts: readonly string[] | undefined): void {
  if (taking.isWhole) return
  if (parts) return parts.forEach((key) => takeName({ key, isNamed: true }, taking))
  taking.isWhole = true
  takeAll(taking, new Set())
}

function place({ key, isNamed }: Used, at: number, taking: Taking): void {
  const { chain, levels } = taking
  const level = levels[at]!
  const { value, get, enumerable = false } = Object.getOwnPropertyDescriptor(chain[at]!, key)!
  const isGetter = get !== undefined && at > 0 && !isNamed // there may be no need to ask it
  const fn = isGetter ? get : functionAmong(value, key, at, chain)
  const refused = fn && !isNamed ? refusalOf(fn, key) : undefined
  const before = Object.getOwnPropertyDescriptor(level, key)
  if (!before || (isNamed && get && before.get === get)) {
    const put = fn ? { [isGetter ? 'get' : 'value']: refused ?? fn } : valueOf(taking, key, at)
    Object.defineProperty(level, key, { ...put, enumerable, configurable: true, ...('value' in put && { writable: true }) })
    if (!fn && typeof put.value === 'function') follow(put.value as TaskFunction, at, taking, isNamed)
  }
  if (!fn || refused) return
  if (at === 0 && isWrittenIn(fn, chain)) noteReceiver(level, fn)
  follow(fn, at, taking, isNamed)
}

/** A getter that throws here throws where it is read there. */
function valueOf(taking: Taking, key: PropertyKey, at: number): PropertyDescriptor {
  const { chain, made } = taking
  const make = standInOf(chain, at, key)
  try {
    const value: unknown = make ? make(chain[0]!, (data) => void made.push(data)) : Reflect.get(chain[at]!, key, chain[0])
    if (key === 'constructor' && typeof value === 'function') return { value: staticsOf(value, taking) }
    const isCopied = isOfBase(value) || (leadsToAll(key) && isPlainObject(value))
    if (isCopied) return { value: copyOf(value, taking, `${taking.name}.${String(key)}`) }
    return { value: isFrozenList(value) ? value.slice() : value }
  } catch (error) {
    if (make) return { get: refusing((error as Error).message) }
    const rethrow = () => {
      throw error
    }
    return { get: rethrow }
  }
}

/** It will be frozen again, and gets there a hundred times as fast if it isn't yet. */
function isFrozenList(value: unknown): value is unknown[] {
  return Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype && Object.isFrozen(value)
}

/** The class as an object that has its static members, those of the library's classes aside. */
function staticsOf(constructor: object, of: Taking): object {
  const taking = beginTaking(constructor, of, `${of.name}.constructor`)
  for (const [at, holder] of taking.chain.entries()) {
    if (isBase((holder as Function).prototype as object)) continue
    const keys = Object.getOwnPropertyNames(holder).filter((key) => key !== 'length' && key !== 'prototype')
    for (const key of keys) takeProperty({ key, isNamed: false }, at, taking)
  }
  return taking.levels[0]!
}
