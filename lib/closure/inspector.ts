import type { InspectorNotification, Profiler, Runtime, Session } from 'node:inspector'
import { createRequire } from 'node:module'
import { runInThisContext } from 'node:vm'
import type { TaskFunction } from '../model/task.js'

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
  /** As V8 calls it: `Module`, `Closure (f)`, `Block`, `Script`... */
  readonly description: string
  /** Its variables, live; reading one that is not initialised yet may throw. */
  readonly variables: object
}

const GROUP = 'allcores'

/**
 * Looks at a function through an inspector session of this very thread. The session is opened on first use and stays:
 * an open session costs nothing as long as no agent is enabled.
 *
 * @returns undefined when there is no inspector
 */
export function inspectFunction(fn: TaskFunction): Inspected | undefined {
  probe ??= openProbe()
  return probe?.(fn)
}

/** The urls of all scripts that this thread has compiled, by script id. Takes 15 milliseconds and more. */
export function listScripts(): Map<string, string> {
  const urls = new Map<string, string>()
  const note = ({ params }: InspectorNotification<ScriptParsed>) => urls.set(params.scriptId, params.url)
  session?.on('Debugger.scriptParsed', note)
  try {
    call('Debugger.enable') // an enabled debugger slows every await down, so it must never stay enabled
  } finally {
    call('Debugger.disable')
    session?.off('Debugger.scriptParsed', note)
  }
  return urls
}

/** The same without the scripts whose code has all been thrown away. A tenth of the time, or twice that in a large program. */
export function listCoveredScripts(): Map<string, string> {
  const { result } = call<Profiler.GetBestEffortCoverageReturnType>('Profiler.getBestEffortCoverage')
  return new Map(result.map(({ scriptId, url }) => [scriptId, url]))
}

interface ScriptParsed {
  readonly scriptId: string
  readonly url: string
}

let session: Session | undefined
let probe: ((fn: TaskFunction) => Inspected) | null | undefined

function openProbe(): typeof probe {
  try {
    const { Session } = createRequire(import.meta.url)('node:inspector') as typeof import('node:inspector')
    session = new Session()
    session.connect()
    return makeProbe()
  } catch {
    session = undefined // the permission model forbids it, or Node was built without it
    return null
  }
}

/** An object that the session and we both hold: what is put into it on one side can be read on the other. */
interface Exchange {
  fn?: TaskFunction
  out?: readonly unknown[]
}

function makeProbe(): (fn: TaskFunction) => Inspected {
  const exchange: Exchange = {}
  const objectId = shareWithSession(exchange)
  const apply = (functionDeclaration: string, args: readonly Runtime.CallArgument[] = []) =>
    call<Runtime.CallFunctionOnReturnType>('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration,
      arguments: args,
      objectGroup: GROUP,
    }).result

  return (fn) => {
    exchange.fn = fn
    try {
      const handle = apply('function () { return this.fn }')
      const internals = internalsOf(handle)
      apply('function (...out) { this.out = out }', LIVE.map((name) => asArgument(internals.get(name))))
      return toInspected(internals, exchange.out ?? [])
    } finally {
      delete exchange.fn
      delete exchange.out
      call('Runtime.releaseObjectGroup', { objectGroup: GROUP })
    }
  }
}

/** The internal properties whose values are wanted themselves. */
const LIVE = ['[[Scopes]]', '[[TargetFunction]]', '[[BoundThis]]', '[[BoundArgs]]']

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

type Internals = ReadonlyMap<string, Runtime.RemoteObject | undefined>

function internalsOf({ objectId }: Runtime.RemoteObject): Internals {
  const { internalProperties = [] } = call<Runtime.GetPropertiesReturnType>('Runtime.getProperties', {
    objectId,
    ownProperties: true,
  })
  return new Map(internalProperties.map(({ name, value }) => [name, value]))
}

function asArgument(object: Runtime.RemoteObject | undefined): Runtime.CallArgument {
  if (object?.objectId) return { objectId: object.objectId }
  if (object?.unserializableValue) return { unserializableValue: object.unserializableValue }
  return object?.type === 'undefined' || !object ? {} : { value: object.value }
}

/** The global object of the inspected context can be another than ours, as under jest. */
function shareWithSession(exchange: Exchange): string {
  const key = '@allcores/exchange'
  const context = runInThisContext('globalThis') as Record<string, unknown>
  Object.defineProperty(context, key, { value: exchange, configurable: true })
  try {
    const { result } = call<Runtime.EvaluateReturnType>('Runtime.evaluate', { expression: `globalThis['${key}']` })
    return result.objectId!
  } finally {
    delete context[key]
  }
}

/** The answer is there when `post` returns, on Node; where it isn't, there is no inspector for us. */
function call<R = unknown>(method: string, params: object = {}): R {
  let answer: { error: Error | null; result: R } | undefined
  session!.post(method, params, (error: Error | null, result?: object) => (answer = { error, result: result as R }))
  if (!answer) throw new Error(`the inspector did not answer ${method} at once`)
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
  return answer.result
}
