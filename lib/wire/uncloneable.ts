import { inspect, types } from 'node:util'
import { DEEPEST_CLONEABLE } from '../closure/encode/data.js'
import { isPrimitive } from '../model/primitive.js'
import { isShared } from '../model/shared.js'
import { throughBytes } from './bytes.js'
import { isLostOnProcesses, isLostOnThreads } from './fragile.js'
import { losesClassToProcess, losesClassToThread } from './lost-class.js'
import { describe, isContainer, read, stepText } from './value.js'

/** Whether a transport can carry a value. */
export type CanClone = (value: unknown) => boolean

/** The part of a value that keeps it from being cloned. */
export interface Culprit {
  /** The path to the part, behind the root: `.options.onClick`, `[3]`, `.get("key")` in a Map, `.values()[2]` in a Set. */
  readonly path: string
  /** The part as it reads after "is": `a function (onClick)`. */
  readonly what: string
  /** Whether it can be captured where it can't be cloned: a function, a handle of `shared()`, or data of any depth. */
  readonly capturable?: boolean
}

/**
 * Whether a thread gets a value. Tries both halves, as Node 20 writes some values (an error that is its own cause) that it can't
 * read back.
 */
export const canCloneToThread: CanClone = (value) =>
  isPrimitive(value) || (!isLostOnThreads(value) && succeeds(() => structuredClone(value)))

/** Whether a process gets a value, which unlike a thread gets no SharedArrayBuffer. */
export const canCloneToProcess: CanClone = (value) =>
  isPrimitive(value) || (!isLostOnProcesses(value) && succeeds(() => throughBytes(value)))

/**
 * Finds the first part of a value, in reading order, that can't be cloned. A part inside a class instance is reported
 * as that instance and the reason, since the keys behind it are seldom the caller's own.
 *
 * @param root what the path starts with, such as `args`
 * @returns undefined when the value can be cloned
 */
export function findUncloneable(value: unknown, canClone: CanClone, root = ''): Culprit | undefined {
  if (canClone(value)) return undefined
  return new Search(canClone).run(root, value) ?? { path: root, what: `${describe(value)} that can't be cloned` }
}

/** How descriptions of data begin that is nested too deep. */
export const NESTED = 'data nested'
/** Describes such data where nobody has counted the levels. */
export const TOO_DEEP = `${NESTED} deeper than Node can read it, some 1,000 levels`

/** Whether a value may be nested deeper than V8 can read it. */
export function isDeep(value: unknown): boolean {
  const search = new Search(() => true)
  search.run('', value)
  return search.isDeep
}

interface Visit {
  readonly step: string
  readonly value: object
  readonly children: Iterator<Child>
  /** Whether nothing inside could be the reason so far, and being a container is none either. */
  barren: boolean
}

type Child = readonly [step: string, value: unknown]

/** Walks a value depth first, without recursion, each object once. */
class Search {
  readonly #canClone: CanClone
  readonly #seen = new Set<unknown>()
  readonly #cloneableClasses = new Set<unknown>()
  readonly #trail: Visit[] = []
  #depth = 0
  /** The path to the part of the root in which that depth was reached. */
  #deepIn = ''

  constructor(canClone: CanClone) {
    this.#canClone = canClone
  }

  run(root: string, value: unknown): Culprit | undefined {
    let culprit = this.#enter([root, value])
    while (culprit === undefined && this.#trail.length > 0) culprit = this.#advance(this.#trail.at(-1)!)
    if (culprit === undefined && this.isDeep) {
      return { path: root + this.#deepIn, what: `${NESTED} ${this.#depth - 1} levels deep`, capturable: true }
    }
    return culprit
  }

  get isDeep(): boolean {
    return this.#depth > DEEPEST_CLONEABLE
  }

  #enter([step, value]: Child): Culprit | undefined {
    if (this.#seen.has(value)) return undefined
    this.#seen.add(value)
    if (typeof value !== 'object' || value === null || types.isProxy(value) || isShared(value)) return this.#report(step, value)
    if (isAtom(value)) return this.#canClone(value) ? undefined : this.#report(step, value)
    this.#trail.push({ step, value, children: childrenOf(value), barren: !isContainer(value) })
    if (this.#trail.length > this.#depth) {
      this.#depth = this.#trail.length
      this.#deepIn = this.#trail[1]?.step ?? ''
    }
    return undefined
  }

  #advance(visit: Visit): Culprit | undefined {
    const next = visit.children.next()
    if (!next.done) {
      visit.barren = false
      return this.#enter(next.value)
    }
    this.#trail.pop()
    return visit.barren && !this.#canCloneClass(visit.value) ? this.#report(visit.step, visit.value) : undefined
  }

  /** Whether a value with nothing inside can be cloned. Asked once a class, as only that can be the reason. */
  #canCloneClass(value: object): boolean {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (!this.#cloneableClasses.has(prototype) && !this.#canClone(value)) return false
    this.#cloneableClasses.add(prototype)
    return true
  }

  #report(step: string, value: unknown): Culprit {
    const steps = [...this.#trail.map((visit) => visit.step), step]
    const instance = this.#trail.findIndex((visit) => !isContainer(visit.value))
    const ways = isCapturable(value) ? { capturable: true } : {}
    if (instance < 0) return { path: steps.join(''), what: describe(value), ...ways }
    const reason = `${steps.slice(instance + 1).join('')} is ${describe(value)}`
    return {
      path: steps.slice(0, instance + 1).join(''),
      what: `${describe(this.#trail[instance]!.value)} whose ${reason}`,
      ...ways,
    }
  }
}

function isCapturable(value: unknown): boolean {
  return isShared(value) || (typeof value === 'function' && !types.isProxy(value))
}

/** Whether a value is asked about as a whole: there is nothing to walk in it. */
function isAtom(value: object): boolean {
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value) || types.isNativeError(value)) return true
  return types.isArgumentsObject(value) || losesClassToThread(value) || losesClassToProcess(value)
}

/** The parts of a value that a clone also clones, without primitives, which are never the reason. */
function* childrenOf(value: object): Generator<Child> {
  if (types.isMap(value)) yield* entriesOf(value)
  else if (types.isSet(value)) yield* itemsOf(value)
  else {
    for (const key of Object.keys(value)) {
      const child = read(value, key)
      if (!isPrimitive(child)) yield [stepText(key), child]
    }
  }
}

function* entriesOf(map: Map<unknown, unknown>): Generator<Child> {
  let position = 0
  for (const [key, item] of Map.prototype.entries.call(map)) {
    if (!isPrimitive(key)) yield [`.keys()[${position}]`, key]
    if (!isPrimitive(item)) yield [isPrimitive(key) ? `.get(${keyText(key)})` : `.values()[${position}]`, item]
    position++
  }
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? JSON.stringify(key) : inspect(key)
}

function* itemsOf(set: Set<unknown>): Generator<Child> {
  let position = 0
  for (const item of Set.prototype.values.call(set)) {
    if (!isPrimitive(item)) yield [`.values()[${position}]`, item]
    position++
  }
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
