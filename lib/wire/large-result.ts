import { types } from 'node:util'
import { isBorrower } from '../arrays/borrow/borrow.js'
import { giveBack, isLarge } from '../arrays/give-back.js'
import { discard, receive } from '../arrays/receive.js'
import { isObject } from '../model/is-object.js'
import type { GivenBack, ResultSettings, ResultToken } from '../model/tokens.js'
import { seesLittle } from '../model/views.js'
import { type Apart, bareAsView, putTogether, takeApart } from './apart.js'
import { eachView } from './each-view.js'
import { mayBeNestedDeep } from '../closure/encode/nesting.js'
import { isOfPlatform, isOnlyForThreads } from './of-platform.js'
import { someObject } from './some-object.js'

type Places = readonly (readonly [place: number, result: Apart<ResultToken>])[]

/** Results with large arrays that travel in a way of their own. */
export interface LargeResults {
  readonly places: Places
  /** Whether one of them can't be sent at all. */
  readonly someLost: boolean
}

/**
 * Takes the results with large arrays apart: these arrays, and what results see of memory that was lent, are copied to where
 * nobody else has them. So it does with results that may be nested too deep to be read: then others can be read all the same.
 *
 * @param isLost whether a result can't be sent at all, as is told by its surface
 */
export function giveLarge(
  values: readonly unknown[],
  settings: ResultSettings,
  isLost: (value: unknown) => boolean,
): LargeResults {
  const places: (readonly [number, Apart<ResultToken>])[] = []
  let someLost = false
  const views: ArrayBufferView[] = []
  const most = settings.owner === undefined && isBorrower() ? Infinity : undefined // none of what was lent may slip through
  const note = (view: ArrayBufferView) => void (isLarge(view, settings) && views.push(view))
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i]
    const mayBeDeep = isObject(value) && eachView(value, note, most) && mayBeNestedDeep(value)
    if (views.length === 0 && !mayBeDeep) continue
    const large = views.splice(0)
    const lost = isLost(value) || (large.length > 0 && holdsUnwritable(value, settings))
    someLost ||= lost
    const result = lost ? undefined : give(value, large, { settings, mayBeDeep })
    if (result) places.push([i, result])
  }
  return { places, someLost }
}

/**
 * Whether a value holds what processes, to which all goes as bytes, can't get. What holds a large array can bear a look at its
 * depths.
 */
function holdsUnwritable(value: unknown, { owner }: ResultSettings): boolean {
  return owner !== undefined && someObject(value, isOnlyForThreads)
}

/**
 * Makes a result again that was taken apart.
 *
 * @throws LargeArrayError, TooDeepError
 */
export function receiveResult(result: Apart<ResultToken>): unknown {
  const { value, lost } = putTogether(result, receive)
  for (const error of lost.values()) throw error
  return value
}

/** Frees the memory of a result that nobody will receive. */
export function dropResult({ live }: Apart<ResultToken>): void {
  for (const token of live) if (!types.isSharedArrayBuffer(token)) discard(token)
}

/** Puts views that see little of a buffer last: they stay a part of it, if more of it goes along. */
function largeFirst(views: readonly ArrayBufferView[]): ArrayBufferView[] {
  return [...views.filter((view) => !seesLittle(view)), ...views.filter(seesLittle)]
}

interface GiveOptions {
  readonly settings: ResultSettings
  readonly mayBeDeep: boolean
}

/** Takes a result apart and gives its large arrays back; undefined when it had better be sent as it is. */
function give(
  value: unknown, views: readonly ArrayBufferView[], { settings, mayBeDeep }: GiveOptions,
): Apart<ResultToken> | undefined {
  const sharesMemory = settings.owner === undefined
  if (sharesMemory && someObject(value, isOfPlatform, Infinity)) return undefined
  const copies = new Map<ArrayBufferLike, ResultToken>()
  const given = new Map<ArrayBufferView, GivenBack | undefined>()
  for (const view of largeFirst(views)) given.set(view, giveBack(view, settings, copies))
  const tokens = new Set([...given.values()].flatMap((back) => back?.token ?? []))
  if (tokens.size === 0 && !mayBeDeep) return undefined
  try {
    return takeApart(sharesMemory ? bareAsView(value) : value, { placeOf: (view) => given.get(view), sharesMemory })
  } catch {
    for (const token of tokens) discard(token)
    return undefined // what refuses the value will say so again
  }
}
