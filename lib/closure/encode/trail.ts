import { ClosureError } from '../../model/errors.js'
import { functionBehind, namesBehind } from '../../model/function-notes.js'
import { functionText } from '../../model/function-text.js'
import { isObject } from '../../model/is-object.js'
import { isShared } from '../../model/shared.js'
import { nameOf } from '../reflect.js'
import { locationOf } from '../thread/location.js'
import { classOf, describeObject } from './describe.js'
import type { Reason } from './reasons.js'

/** How the capture of a function came to a value: the last step, and those before it. */
export interface Trail {
  readonly value: unknown
  /** How the value before leads to this one: `variable 'db'`, `property 'host'`; undefined for the function itself. */
  readonly step: string | undefined
  readonly before: Trail | undefined
}

export function startOf(value: unknown): Trail {
  return { value, step: undefined, before: undefined }
}

export function onward(before: Trail, step: string, value: unknown): Trail {
  return { value, step, before }
}

export function variableStep(name: string): string {
  return `variable '${name}'`
}

export function propertyStep(key: string | symbol): string {
  if (typeof key === 'symbol') return `property [${String(key)}]`
  return /^\d+$/.test(key) ? `element [${key}]` : `property '${key}'`
}

/** Lines of a trail, at most: more would tell less. */
const LONGEST = 6

/** The error that tells why a function can't be sent: what leads to the culprit, and the way out. */
export function refusal(end: Trail, { what, why = `it is ${what}`, wayOut, variable }: Reason): ClosureError {
  const [root, ...steps] = asWritten(stepsTo(end)) as [Trail, ...Trail[]]
  const lines = steps.map(({ step, value }) => `its ${step} is ${describeValue(value, value === end.value ? what : undefined)}`)
  const first = steps[0] && variableOf(steps[0])
  const foreign = packageOn(steps)
  const it = first ? `'${first}'` : 'it'
  const hint = foreign ? `Make ${it} inside the function, or import it from a module of your own` : wayOut
  const besides = what ? '' : `, which ${why.replace(/^it /, '')}`
  const details = {
    function: typeof root.value === 'function' ? (nameOf(root.value) ?? '') : undefined,
    location: locationOf(root.value),
    variable: variable ?? first,
    trail: lines,
    hint,
  }
  const head = `${describeRoot(root)} can't be sent to a worker`
  if (steps.length === 0) return new ClosureError(`${head}: ${why}. ${hint}.`, details)
  if (steps.length === 1) return new ClosureError(`${head}: ${lines[0]}${besides}. ${hint}.`, details)
  const shown = foreign ? [...lines.slice(0, foreign.at + 1), `… inside the package '${foreign.name}'`] : lines
  const list = shorten(shown).map((line) => `    ${line}\n`).join('')
  const culprit = `${describeValue(end.value, what)}${besides}`
  return new ClosureError(`${head}: its ${steps[0]!.step} leads to ${culprit}.\n${list}${hint}.`, details)
}

/** Returns the steps from the root on. In a list of arguments or functions each one is a root. */
function stepsTo(end: Trail): Trail[] {
  const steps: Trail[] = []
  for (let at: Trail | undefined = end; at; at = at.before) steps.unshift(at)
  return Array.isArray(steps[0]!.value) ? steps.slice(1) : steps
}

/** Returns the steps without what this library has put around a function of the user's. */
function asWritten(steps: readonly Trail[]): readonly Trail[] {
  const [root] = steps as [Trail]
  if (typeof root.value !== 'function') return steps
  const fn = functionBehind(root.value)
  const at = steps.findLastIndex(({ value }) => value === fn)
  return at < 0 ? [root, ...fromThis(root.value, steps.slice(1))] : steps.slice(at)
}

/** Makes a member of an object that the function has a name for a single step: `this.port`, `this.constructor.port`. */
function fromThis(fn: Function, steps: readonly Trail[]): readonly Trail[] {
  const names = namesBehind(fn)
  const at = steps.findLastIndex(({ value }) => names?.has(value as object))
  const [first, ...others] = at < 0 ? [] : steps.slice(at + 1)
  const [, name] = /^(?:getter )?property '([\w$]+)'$/.exec(first?.step ?? '') ?? []
  if (!first || name === undefined) return steps
  return [{ ...first, step: `\`${names!.get(steps[at]!.value as object)}.${name}\`` }, ...others]
}

function variableOf({ step }: Trail): string | undefined {
  return step?.match(/^variable '(.*)'$/)?.[1]
}

/** Finds the first step that is inside a package: what follows is the package's own business. */
function packageOn(steps: readonly Trail[]): { readonly at: number; readonly name: string } | undefined {
  for (const [at, { value }] of steps.slice(0, -1).entries()) {
    const location = locationOf(value) ?? locationOf(classOf(value)) ?? ''
    const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(location) ?? []
    if (name) return { at, name }
  }
  return undefined
}

function shorten(lines: readonly string[]): readonly string[] {
  const left = lines.length - LONGEST + 1
  return left > 1 ? [...lines.slice(0, 3), `… ${left} more …`, ...lines.slice(3 + left)] : lines
}

/** Returns the beginning of a trail in words: a function, a handle, or `argument 0 of a task`. */
function describeRoot({ value, step }: Trail): string {
  if (isShared(value) && step === undefined) return 'a handle of shared()'
  return typeof value === 'function' ? describeFunction(value) : `argument ${/\d+/.exec(step!)![0]} of a task`
}

function describeValue(value: unknown, what?: string): string {
  if (what) return what
  if (typeof value === 'function') return describeFunction(value)
  if (Array.isArray(value)) return 'an array'
  if (!isObject(value)) return typeof value === 'symbol' ? 'a symbol' : String(value)
  return describeObject(value)
}

/** Returns a function in words, such as `function 'resize' (/app/main.js:3:15)`. */
export function describeFunction(fn: Function): string {
  const kind = /^class\b/.test(Function.prototype.toString.call(fn)) ? 'class' : 'function'
  const location = locationOf(fn)
  return `${functionText(nameOf(fn), kind)}${location ? ` (${location})` : ''}`
}
