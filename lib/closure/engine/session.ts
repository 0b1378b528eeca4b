import type { InspectorNotification, Runtime, Session } from 'node:inspector'
import { createRequire } from 'node:module'
import { runInThisContext } from 'node:vm'
import { ownUrl } from '../../model/own-url.js'

const load = createRequire(ownUrl)
let available: boolean | undefined
let session: Session | undefined

/**
 * Does some work with an inspector session of this very thread. It is closed again at once, which lets go of all that
 * was looked at: while any session is open, V8 keeps the last thousand things that were logged to the console.
 *
 * @returns undefined when there is no inspector
 */
export function withSession<T>(work: () => T): T | undefined {
  if (available === false) return undefined
  try {
    session = open()
    if (!session) return undefined
    return work()
  } finally {
    session?.disconnect()
    session = undefined
  }
}

/** The permission model may forbid it, Node may be built without it, and another runtime may answer too late. */
function open(): Session | undefined {
  try {
    const { Session } = load('node:inspector') as typeof import('node:inspector')
    session = new Session()
    session.connect()
    if (!available) call('Runtime.evaluate', { expression: '0' })
    available = true
    return session
  } catch {
    available = false
    return undefined
  }
}

/** Objects that an inspector session has handles of. */
export interface Shared {
  /** The session's ids of the objects, in order. */
  readonly handles: readonly string[]
  /** The values that the session knows by these descriptions, in one round trip. */
  valuesOf(objects: readonly (Runtime.RemoteObject | undefined)[]): readonly unknown[]
}

/** Makes objects known to the session, in two round trips however many they are. */
export function share(objects: readonly object[]): Shared {
  const exchange: object[] & { out?: readonly unknown[] } = [...objects]
  const objectId = shareOne(exchange)
  return {
    handles: describe(objectId).properties.slice(0, objects.length).map(({ value }) => value!.objectId!),
    valuesOf(remote) {
      const functionDeclaration = 'function (...out) { this.out = out }'
      call('Runtime.callFunctionOn', { objectId, functionDeclaration, arguments: remote.map(asArgument), silent: true })
      return exchange.out!
    },
  }
}

let context: Record<string, unknown> | undefined

/** The global object that the inspector sees can be another than ours, as under jest. */
function shareOne(object: object): string {
  const key = '@allcores/exchange'
  context ??= runInThisContext('globalThis') as Record<string, unknown>
  Object.defineProperty(context, key, { value: object, configurable: true })
  try {
    return call<Runtime.EvaluateReturnType>('Runtime.evaluate', { expression: `globalThis['${key}']` }).result.objectId!
  } finally {
    delete context[key]
  }
}

/** What V8 tells of an object beyond what the language does. */
export interface Description {
  readonly properties: readonly Runtime.PropertyDescriptor[]
  readonly internals: ReadonlyMap<string, Runtime.RemoteObject | undefined>
  /** Private fields and accessors (`#x`). */
  readonly privates: ReadonlyMap<string, Runtime.RemoteObject | undefined>
}

export function describe(objectId: string): Description {
  const answer = call<Answer>('Runtime.getProperties', { objectId, ownProperties: true })
  const { result, internalProperties = [], privateProperties = [] } = answer
  return {
    properties: result,
    internals: new Map(internalProperties.map(({ name, value }) => [name, value])),
    privates: new Map(privateProperties.map(({ name, value }) => [name, value])),
  }
}

type Answer = Runtime.GetPropertiesReturnType & {
  readonly privateProperties?: readonly { readonly name: string; readonly value?: Runtime.RemoteObject }[]
}

/** The functions that we are called from, as far as V8 keeps track. */
export function callers(): readonly Runtime.CallFrame[] {
  call('Runtime.enable') // without it, errors come without a stack
  const { exceptionDetails } = call<Runtime.EvaluateReturnType>('Runtime.evaluate', {
    expression: 'throw 0', // making an Error here aborts Node 26 where Error.stackTraceLimit is Infinity
    silent: true,
  })
  return exceptionDetails?.stackTrace?.callFrames ?? []
}

/** The answer is there when `post` returns, on Node; where it isn't, there is no inspector for us. */
export function call<R = unknown>(method: string, params: object = {}): R {
  let answer: { error: Error | null; result: R } | undefined
  session!.post(method, params, (error: Error | null, result?: object) => (answer = { error, result: result as R }))
  if (!answer) throw new Error(`the inspector did not answer ${method} at once`)
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
  return answer.result
}

/** Calls a listener with each event of this name from now on. */
export function listen<P extends object>(event: string, listener: (params: P) => void): void {
  session!.on(event, ({ params }: InspectorNotification<P>) => listener(params))
}

function asArgument(object: Runtime.RemoteObject | undefined): Runtime.CallArgument {
  if (object?.objectId) return { objectId: object.objectId }
  if (object?.unserializableValue) return { unserializableValue: object.unserializableValue }
  return object?.type === 'undefined' || !object ? {} : { value: object.value }
}
