import type { Runtime } from 'node:inspector'
import type { TaskFunction } from '../../model/task.js'
import { describe, share, withSession } from './session.js'

/** What the engine knows about a function and the language doesn't tell. */
export interface Inspected {
  /** Where V8 sees its beginning; undefined for bound and native functions. */
  readonly location: Location | undefined
  /** The scopes around it, innermost first, without the global one. */
  readonly scopes: readonly OuterScope[]
  readonly bound: Binding | undefined
}

/** What a bound function is made of. */
export interface Binding {
  readonly target: TaskFunction
  readonly self: unknown
  readonly args: readonly unknown[]
}

/** The `(` of the parameters; the first character of an arrow function. Line and column count from 0. */
export interface Location {
  readonly scriptId: string
  readonly line: number
  readonly column: number
}

export interface OuterScope {
  /** V8's name for the scope: `Module`, `Closure (f)`, `Block`, `Script`... */
  readonly description: string
  /**
   * The variables of the scope, live, on an object that may have no prototype. Reading one that is not initialised yet may
   * throw.
   */
  readonly variables: object
}

/** Looks at a function through the inspector; undefined when there is none. */
export function inspectFunction(fn: object): Inspected | undefined {
  return inspectAll([fn])?.[0]
}

/** How many functions share round trips: enough to make these cheap, few enough for one call's arguments. */
const GROUP_SIZE = 500

/** Looks at many functions together, which takes half the time for each; undefined when there is no inspector. */
export function inspectAll(fns: readonly object[]): readonly Inspected[] | undefined {
  const all: Inspected[] = []
  for (let start = 0; start < fns.length; start += GROUP_SIZE) {
    const group = withSession(() => inspectGroup(fns.slice(start, start + GROUP_SIZE)))
    if (!group) return undefined
    all.push(...group)
  }
  return all
}

/**
 * The private members (`#x`) that an object carries; none without an inspector. The object's own strings pass through
 * the inspector, so it is dear for large objects.
 */
export function privateNamesOf(object: object): readonly string[] {
  return [...(withSession(() => describe(share([object]).handles[0]!).privates) ?? new Map<string, unknown>()).keys()]
}

/** The private fields that an object carries; undefined without an inspector. */
export function privateFieldsOf(object: object): ReadonlyMap<string, unknown> | undefined {
  return withSession(() => {
    const { handles, valuesOf } = share([object])
    const { privates } = describe(handles[0]!)
    const values = valuesOf([...privates.values()])
    return new Map([...privates.keys()].map((name, i) => [name, values[i]]))
  })
}

/** Returns the target of a Proxy; undefined for what is none, and where that can't be told. */
export function proxyTargetOf(proxy: object): object | undefined {
  return withSession(() => {
    const { handles, valuesOf } = share([proxy])
    const target = describe(handles[0]!).internals.get('[[Target]]')
    return target?.objectId ? (valuesOf([target])[0] as object) : undefined
  })
}

/** The internal properties whose values are wanted themselves. */
const LIVE = ['[[Scopes]]', '[[TargetFunction]]', '[[BoundThis]]', '[[BoundArgs]]']

function inspectGroup(fns: readonly object[]): Inspected[] {
  const { handles, valuesOf } = share(fns)
  const internals = handles.map((handle) => describe(handle).internals)
  const values = valuesOf(internals.flatMap((own) => LIVE.map((name) => own.get(name))))
  return internals.map((own, i) => toInspected(own, values.slice(i * LIVE.length, (i + 1) * LIVE.length)))
}

type Internals = ReadonlyMap<string, Runtime.RemoteObject | undefined>

function toInspected(internals: Internals, [scopes, target, self, args]: readonly unknown[]): Inspected {
  const place = internals.get('[[FunctionLocation]]')?.value as Runtime.RemoteObject['value']
  return {
    location: place && { scriptId: place.scriptId, line: place.lineNumber, column: place.columnNumber ?? 0 },
    scopes: scopes ? toScopes(scopes as ArrayLike<{ description: string; object: object }>) : [],
    bound: target ? { target: target as TaskFunction, self, args: args as unknown[] } : undefined,
  }
}

/** The list of scopes that V8 gives has no prototype, so none of an array's methods. */
function toScopes(list: ArrayLike<{ description: string; object: object }>): OuterScope[] {
  return Array.from(list, ({ description, object }) => ({ description, variables: object })).filter(
    ({ description }) => description !== 'Global',
  )
}
