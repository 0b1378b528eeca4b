import { asBuiltin } from './encode/builtin-names.js'
import { asGlobal } from './encode/global-names.js'
import type { Node } from './node.js'
import { isThing, nameOf } from './reflect.js'
import { SAME_IN_ALL_THREADS } from './text/globals.js'
import { isNativeText } from './text/text.js'
import type { Use, Uses } from './text/uses.js'

/** Globals that do the same in every thread. Dates don't: a thread keeps the time zone that it has begun with. */
const GLOBALS: ReadonlySet<string> = new Set([
  ...SAME_IN_ALL_THREADS,
  'Buffer', 'URL', 'URLSearchParams', 'TextDecoder', 'TextEncoder', 'atob', 'btoa',
])

/** Modules of Node that keep no state of the program. */
const MODULES = /^node:(buffer|path|punycode|querystring|string_decoder|url|util\/types)$/

/** Whether these names, which nothing around declares, stand for what does the same in every thread. */
export function areHarmless(free: Uses, declared: ReadonlySet<string>): boolean {
  return [...free].every(([name, use]) => declared.has(name) || (GLOBALS.has(name) && isUsedHarmlessly(name, use)))
}

/** Whether a global's uses need nothing of it that the program may have replaced or added. */
function isUsedHarmlessly(name: string, { sites }: Use): boolean {
  const value: unknown = Reflect.get(globalThis, name)
  if (!isThing(value)) return true // NaN, or what this version of Node lacks as any thread does
  const isWhole = typeof value === 'function' && (isNative(value) || asBuiltin(value) !== undefined)
  return sites.every(({ member }) => (member === undefined ? isWhole : isOfEngine(value, member)))
}

function isOfEngine(holder: object, member: string): boolean {
  const own = Object.getOwnPropertyDescriptor(holder, member)
  if (own && !own.writable && !own.configurable) return true
  const value: unknown = own?.get ? undefined : Reflect.get(holder, member)
  return typeof value === 'function' && nameOf(value) === member && (isNative(value) || asBuiltin(value) !== undefined)
}

function isNative(fn: Function): boolean {
  return isNativeText(Function.prototype.toString.call(fn))
}

/** Whether a value of the engine or of Node does the same in every thread; undefined for all other values. */
export function isHarmless(value: object): boolean | undefined {
  const node = asGlobal(value) ?? asBuiltin(value)
  return node && isHarmlessNode(node)
}

export function isHarmlessNode(node: Extract<Node, { kind: 'global' | 'builtin' }>): boolean {
  return node.kind === 'global' ? GLOBALS.has(node.path[0]!) : MODULES.test(node.module)
}
