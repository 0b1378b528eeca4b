import { types } from 'node:util'
import { ClosureError } from '../model/errors.js'
import type { TaskFunction } from '../model/task.js'
import { inspectFunction } from './inspector.js'
import { placeOf, placeText } from './place.js'
import { nameOf } from './property-path.js'
import type { Reason } from './reasons.js'

/** How the capture of a function came to a value: the last step, and those before it. */
export interface Trail {
  readonly value: unknown
  /** What the value is of the one before: `variable 'db'`, `property .host`; undefined for the function itself. */
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

/** More lines than these tell less than fewer. */
const LONGEST = 6

/** The error that tells why a function can't be sent: what leads to the culprit, and the way out. */
export function refusal(end: Trail, { what, why = `it is ${what}`, wayOut, variable }: Reason): ClosureError {
  const [root, ...steps] = stepsTo(end) as [Trail, ...Trail[]]
  const culprit = describeValue(end.value, what)
  const besides = what ? '' : `, and ${why}`
  const lines = steps.map(({ step, value }, i) => `its ${step} is ${describeValue(value, i === steps.length - 1 ? what : undefined)}`)
  const parts = {
    function: typeof root.value === 'function' ? nameOf(root.value) : undefined,
    location: locationOf(root.value),
    variable: variable ?? steps[0]?.step?.match(/^variable '(.*)'$/)?.[1],
    trail: lines,
    hint: wayOut,
  }
  const head = `${describeValue(root.value)} can't be sent to a worker`
  if (steps.length === 0) return new ClosureError(`${head}: ${why}. ${wayOut}.`, parts)
  if (steps.length === 1) return new ClosureError(`${head}: ${lines[0]}${besides}. ${wayOut}.`, parts)
  const list = shorten(cutAtPackage(steps, lines)).map((line) => `    ${line}\n`).join('')
  return new ClosureError(`${head}: its ${steps[0]!.step} leads to ${culprit}${besides}.\n${list}${wayOut}.`, parts)
}

function stepsTo(end: Trail): Trail[] {
  const steps: Trail[] = []
  for (let at: Trail | undefined = end; at; at = at.before) steps.unshift(at)
  return steps
}

/** What a package does inside is its own business. */
function cutAtPackage(steps: readonly Trail[], lines: readonly string[]): readonly string[] {
  for (const [i, { value }] of steps.entries()) {
    const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(locationOf(value) ?? '') ?? []
    if (name && i + 1 < steps.length) return [...lines.slice(0, i + 1), `… inside the package '${name}'`]
  }
  return lines
}

function shorten(lines: readonly string[]): readonly string[] {
  if (lines.length <= LONGEST) return lines
  return [...lines.slice(0, 3), `… ${lines.length - LONGEST + 1} more …`, ...lines.slice(2 - LONGEST)]
}

function describeValue(value: unknown, what?: string): string {
  if (what) return what
  if (typeof value === 'function') return describeFunction(value)
  if (Array.isArray(value)) return 'an array'
  if (types.isProxy(value)) return 'a Proxy'
  if (typeof value !== 'object' || value === null) return typeof value === 'symbol' ? 'a symbol' : String(value)
  const tag = Object.prototype.toString.call(value).slice(8, -1)
  const { constructor } = value
  const name = typeof constructor === 'function' ? nameOf(constructor) || tag : tag
  if (name === 'Object') return 'an object'
  return name === tag ? `${/^[AEIO]/.test(tag) ? 'an' : 'a'} ${tag}` : `an instance of ${name}`
}

/** `function 'resize' (/app/main.js:3:15)` */
export function describeFunction(fn: Function): string {
  const kind = /^class\b/.test(Function.prototype.toString.call(fn)) ? 'class' : 'function'
  const name = nameOf(fn)
  const location = locationOf(fn)
  return `${name ? `${kind} '${name}'` : `an anonymous ${kind}`}${location ? ` (${location})` : ''}`
}

/** As in a stack: `/app/main.js:3:15`. */
function locationOf(value: unknown): string | undefined {
  if (typeof value !== 'function') return undefined
  const inspected = inspectFunction(value as TaskFunction)
  const place = inspected && placeOf(inspected, '', 0)
  return place && placeText(place)
}
