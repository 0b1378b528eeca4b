import type { Node } from '../node.js'
import { nameOf, parentOf, tagOf } from '../reflect.js'
import { isNativeText } from '../text/text.js'
import { asBuiltin } from './builtin-names.js'
import type { Encoder } from './encoder.js'
import { asGlobal } from './global-names.js'
import { ofNodes } from './reasons.js'
import { refusal, type Trail } from './trail.js'

/**
 * Encodes an instance of a class of Node or the language, whose properties don't show all of its state; undefined for any other
 * object.
 */
export function ofNativeClass(value: object, trail: Trail, encoder: Encoder): Node | undefined {
  for (let at = parentOf(value); at && at !== Object.prototype; at = parentOf(at)) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    if (typeof constructor !== 'function' || !isNodes(at, constructor)) continue
    const name = nameOf(constructor) ?? ''
    if (name === 'EventEmitter' || name === 'Object') return undefined
    const made = at === parentOf(value) ? reconstruct(value, name) : undefined
    if (made) return { kind: 'new', path: made.path, args: made.args.map((arg) => encoder.part(arg, trail)) }
    const stream = STREAMS.find((stream) => isStream(value, stream))
    if (stream) return { kind: 'builtin', module: 'node:process', path: [stream] }
    if (encoder.sharesMemory && keepsItsClass(value)) return { kind: 'live', index: encoder.live(value) }
    throw refusal(trail, ofNodes(name))
  }
  return undefined
}

function isNodes(prototype: object, constructor: Function): boolean {
  const isKnown = (asGlobal(prototype) ?? asBuiltin(prototype)) !== undefined
  return isKnown || isNativeText(Function.prototype.toString.call(constructor))
}

const STREAMS = ['stdin', 'stdout', 'stderr'] as const

/** Whether a value is this stream of the process. Reading `process.stdin` opens it, so its descriptor is compared first. */
function isStream(value: object, stream: (typeof STREAMS)[number]): boolean {
  return 'fd' in value && value.fd === STREAMS.indexOf(stream) && process[stream] === value
}

interface Remake {
  readonly path: readonly string[]
  readonly args: readonly unknown[]
}

/** Returns the constructor and the arguments that make the value again, if there are any. */
function reconstruct(value: object, name: string): Remake | undefined {
  const make = REMAKE[name]
  return make ? { path: [name], args: make(value as never) } : intl(value)
}

const REMAKE: Readonly<Record<string, (value: never) => readonly unknown[]>> = {
  URL: ({ href }: URL) => [href],
  URLSearchParams: (params: URLSearchParams) => [String(params)],
  TextEncoder: () => [],
  TextDecoder: ({ encoding, fatal, ignoreBOM }: InstanceType<typeof TextDecoder>) => [encoding, { fatal, ignoreBOM }],
  Headers: (headers: Headers) => [[...headers]],
}

function intl(value: object): Remake | undefined {
  const [, name] = /^Intl\.(\w+)$/.exec(tagOf(value)) ?? []
  if (!name || !('resolvedOptions' in value) || typeof value.resolvedOptions !== 'function') return undefined
  const { locale, ...options } = value.resolvedOptions() as { locale: string }
  return { path: ['Intl', name], args: [locale, options] }
}

function keepsItsClass(value: object): boolean {
  if (value instanceof MessagePort) return false // Node dies of cloning one that is closed
  try {
    return Object.getPrototypeOf(structuredClone(value)) === Object.getPrototypeOf(value)
  } catch {
    return false
  }
}
