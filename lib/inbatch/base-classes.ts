import { noteStays } from '../model/stays.js'

/**
 * What members of a class are in a worker, made of the object in the caller's thread. `keep` is for data that functions
 * use: nothing else tells that it has to be frozen there.
 */
export type StandIns = Readonly<Record<PropertyKey, (object: never, keep: Keep) => unknown>>
type MakeStandIn = (object: object, keep: Keep) => unknown
type Keep = (data: object) => void

const bases = new WeakMap<object, StandIns>()

/**
 * Says of a class of this library that what it has only goes to workers where it is named.
 *
 * @param standIns by names of members, also of fields that its constructor makes: what can't go as it is
 */
export function noteBase(base: { readonly prototype: object }, standIns: StandIns = {}): void {
  bases.set(base.prototype, standIns)
  noteStays(base, WAY_OUT)
}

const WAY_OUT =
  "Take what the function uses out of it before, as in `const { images } = batch`, or say `this` in a method with target 'threads'"

/** Whether it is the prototype of such a class. */
export function isBase(prototype: object): boolean {
  return bases.has(prototype)
}

/** Names of what such classes have something else for. */
export function namesOfStandIns(chain: readonly object[]): readonly PropertyKey[] {
  return chain.flatMap((each) => Reflect.ownKeys(bases.get(each) ?? {}))
}

/**
 * What makes the value of a member in a worker; undefined for one that goes as it is.
 *
 * @param chain an object and its prototypes
 * @param at which of them has the member
 */
export function standInOf(chain: readonly object[], at: number, key: PropertyKey): MakeStandIn | undefined {
  if (at > 0 && !isBase(chain[at]!)) return undefined
  const standIns = chain.map((each) => bases.get(each)).find((each) => each && Object.hasOwn(each, key))
  return standIns?.[key] as MakeStandIn | undefined
}
