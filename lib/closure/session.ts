import type { InspectorNotification, Runtime, Session } from 'node:inspector'
import { createRequire } from 'node:module'
import { runInThisContext } from 'node:vm'

/** All handles that the session gives away belong to this group, so that one request lets go of them. */
const GROUP = 'allcores'

/** An object that the session and we both hold: what is put into it on one side can be read on the other. */
interface Exchange {
  values?: readonly unknown[]
  out?: readonly unknown[]
}

const exchange: Exchange = {}
let exchangeId = ''
let session: Session | null | undefined

/**
 * Does some work with an inspector session of this very thread. The session is opened on first use and stays: an open
 * session costs nothing as long as no agent is enabled.
 *
 * @returns undefined when there is no inspector
 */
export function withSession<T>(work: () => T): T | undefined {
  session ??= open()
  if (!session) return undefined
  try {
    return work()
  } finally {
    delete exchange.values
    delete exchange.out
    call('Runtime.releaseObjectGroup', { objectGroup: GROUP })
  }
}

/** What the session calls these objects, in two round trips however many they are. Only within `withSession`. */
export function handlesOf(objects: readonly object[]): string[] {
  exchange.values = objects
  const { properties } = describe(apply('function () { return this.values }').objectId!)
  return properties.slice(0, objects.length).map(({ value }) => value!.objectId!)
}

/** The values that the session knows by these descriptions, in one round trip. Only within `withSession`. */
export function valuesOf(objects: readonly (Runtime.RemoteObject | undefined)[]): readonly unknown[] {
  apply('function (...out) { this.out = out }', objects.map(asArgument))
  return exchange.out ?? []
}

/** What V8 tells of an object beyond what the language does. */
export interface Description {
  readonly properties: readonly Runtime.PropertyDescriptor[]
  readonly internals: ReadonlyMap<string, Runtime.RemoteObject | undefined>
  readonly privateNames: readonly string[]
}

export function describe(objectId: string): Description {
  const answer = call<Answer>('Runtime.getProperties', { objectId, ownProperties: true })
  const { result, internalProperties = [], privateProperties = [] } = answer
  return {
    properties: result,
    internals: new Map(internalProperties.map(({ name, value }) => [name, value])),
    privateNames: privateProperties.map(({ name }) => name),
  }
}

type Answer = Runtime.GetPropertiesReturnType & { readonly privateProperties?: readonly { readonly name: string }[] }

/** The scripts in whose functions we are, as far as V8 keeps their callers. */
export function callers(): readonly Runtime.CallFrame[] {
  call('Runtime.enable') // without it, errors come without a stack
  try {
    const functionDeclaration = 'function () { throw new Error() }'
    const { exceptionDetails } = call<Runtime.CallFunctionOnReturnType>('Runtime.callFunctionOn', {
      objectId: exchangeId,
      functionDeclaration,
      objectGroup: GROUP,
    })
    return exceptionDetails?.stackTrace?.callFrames ?? []
  } finally {
    call('Runtime.disable')
  }
}

/** The answer is there when `post` returns, on Node; where it isn't, there is no inspector for us. */
export function call<R = unknown>(method: string, params: object = {}): R {
  let answer: { error: Error | null; result: R } | undefined
  session!.post(method, params, (error: Error | null, result?: object) => (answer = { error, result: result as R }))
  if (!answer) throw new Error(`the inspector did not answer ${method} at once`)
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
  return answer.result
}

/** What the session tells of its own accord while it does some work. */
export function listen<P extends object>(event: string, work: () => void): P[] {
  const heard: P[] = []
  const note = ({ params }: InspectorNotification<P>) => heard.push(params)
  session!.on(event, note)
  try {
    work()
  } finally {
    session!.off(event, note)
  }
  return heard
}

function open(): Session | null {
  try {
    const { Session } = createRequire(import.meta.url)('node:inspector') as typeof import('node:inspector')
    session = new Session()
    session.connect()
    exchangeId = shareWithSession()
    return session
  } catch {
    return null // the permission model forbids it, Node was built without it, or this is no Node
  }
}

/** The global object of the inspected context can be another than ours, as under jest. */
function shareWithSession(): string {
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

function apply(functionDeclaration: string, args: readonly Runtime.CallArgument[] = []): Runtime.RemoteObject {
  return call<Runtime.CallFunctionOnReturnType>('Runtime.callFunctionOn', {
    objectId: exchangeId,
    functionDeclaration,
    arguments: args,
    objectGroup: GROUP,
  }).result
}

function asArgument(object: Runtime.RemoteObject | undefined): Runtime.CallArgument {
  if (object?.objectId) return { objectId: object.objectId }
  if (object?.unserializableValue) return { unserializableValue: object.unserializableValue }
  return object?.type === 'undefined' || !object ? {} : { value: object.value }
}
