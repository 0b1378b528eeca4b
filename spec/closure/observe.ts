import { format, inspect } from 'node:util'
import { reachable, type Reached } from './reachable.js'

/** All that can be seen of a call, as text, so that no transport has a part in the comparison. */
export interface Observation {
  readonly threw: boolean
  readonly portrait: string
  readonly lines: readonly string[]
}

export type Run = (...args: never[]) => unknown

/** Runs a function where this is called. */
export async function observe(run: Run, args: readonly unknown[]): Promise<Observation> {
  const lines: string[] = []
  const { log } = console
  console.log = (...words: unknown[]) => void lines.push(format(...words))
  try {
    const { threw, value } = await outcomeOf(run, args)
    return { threw, portrait: portraitOf(value), lines }
  } finally {
    console.log = log
  }
}

async function outcomeOf(run: Run, args: readonly unknown[]): Promise<{ threw: boolean; value: unknown }> {
  try {
    return { threw: false, value: await drained(await Reflect.apply(run, undefined, args)) }
  } catch (error) {
    return { threw: true, value: error }
  }
}

async function drained(value: unknown): Promise<unknown> {
  if (!isIterator(value)) return value
  const yielded: unknown[] = []
  for (;;) {
    const step = await value.next()
    if (step.done) return { yielded, returned: step.value }
    yielded.push(await step.value)
  }
}

function isIterator(value: unknown): value is Iterator<unknown> | AsyncIterator<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function'
}

function portraitOf(value: unknown): string {
  const reached = reachable(value)
  for (const { object } of reached) if (object instanceof Error) cutStack(object)
  const picture = inspect(value, { depth: Infinity, getters: true, maxArrayLength: 500, breakLength: 100 })
  return [picture, ...reached.flatMap(hiddenTraits)].join('\n')
}

/** The frames are those of the worker; what is above them is the error's own. */
function cutStack(error: Error): void {
  const value = String(error.stack).split('\n    at ')[0]
  Reflect.defineProperty(error, 'stack', { value, configurable: true, writable: true, enumerable: false })
}

/** What inspect doesn't tell: identity, integrity, attributes of properties, and properties that are not enumerable. */
function hiddenTraits({ path, object, first }: Reached): string[] {
  if (first !== undefined) return [`${path} is ${first}`]
  if (Object.isFrozen(object)) return [`${path} is frozen`]
  const integrity = Object.isSealed(object) ? 'sealed' : Object.isExtensible(object) ? undefined : 'not extensible'
  return [...(integrity ? [`${path} is ${integrity}`] : []), ...hiddenProperties(path, object)]
}

function hiddenProperties(path: string, object: object): string[] {
  if (ArrayBuffer.isView(object)) return []
  return Reflect.ownKeys(object).flatMap((key) => {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key)!
    const { enumerable, configurable, writable = true, value } = descriptor
    const usual = key === 'stack' || (key === 'length' && Array.isArray(object) && writable)
    if (usual || (enumerable && configurable && writable)) return []
    const flags = [enumerable && 'enumerable', configurable && 'configurable', writable && 'writable'].filter(Boolean)
    return [`${path}.${String(key)} is ${flags.join(', ') || 'fixed'}: ${inspect(value, { depth: 0 })}`]
  })
}
