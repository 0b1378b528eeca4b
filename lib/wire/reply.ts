import type { Failure } from '../model/backend.js'
import type { ResultSettings } from '../model/tokens.js'
import { movables } from './apart.js'
import { TooLargeError } from './bytes.js'
import { columnBuffers, packColumn, transferables } from './column.js'
import { encodeError } from './error-record.js'
import { type ErrorResults, errorResults } from './error-results.js'
import { isFragile } from './fragile.js'
import { dropResult, giveLarge, type LargeResults } from './large-result.js'
import type { PartMessage } from './message.js'
import { type CanClone, findUncloneable } from './uncloneable.js'

/** A part that isn't encoded yet: what a worker has to tell about a batch since it last told. */
export interface Progress extends Omit<PartMessage, 'kind' | 'values' | 'buffers' | 'apart' | 'errors' | 'failures' | 'unsent'> {
  readonly values: readonly unknown[]
  readonly failures: readonly Failure[]
}

export type Send = (message: PartMessage, transfer: ArrayBuffer[]) => void

/** A part without the results that travel in ways of their own. */
interface Rest extends Progress {
  readonly apart: NonNullable<PartMessage['apart']>
  readonly errors: ErrorResults
}

const NONE_LARGE: LargeResults = { places: [], someLost: false }

/** Sends results; those that can't be sent are named instead, and the others go through. */
export function sendReply(progress: Progress, send: Send, canClone: CanClone, results?: ResultSettings): void {
  const isLost = (value: unknown) => isFragile(value) && !canClone(value)
  const errors = errorResults(progress.values, canClone)
  const cloned = without(errors, progress.values)
  const { places: apart, someLost } = results ? giveLarge(cloned, results, isLost) : NONE_LARGE
  const values = without(apart, cloned)
  const rest = { apart, errors, ...progress, values }
  if (someLost || values.some(isLost)) sendOthers(rest, send, canClone)
  else sendRest(rest, send, canClone)
}

function without(others: readonly (readonly [place: number, other: unknown])[], values: readonly unknown[]): readonly unknown[] {
  if (others.length === 0) return values
  const places = new Map(others)
  return values.map((value, i) => (places.has(i) ? undefined : value))
}

function sendRest(rest: Rest, send: Send, canClone: CanClone): void {
  try {
    post(rest, [], send, canClone)
  } catch (error) {
    if (!(error instanceof TooLargeError)) sendOthers(rest, send, canClone)
    else if (rest.values.length > 1) for (const one of oneByOne(rest)) sendRest(one, send, canClone)
    else sendNothing(rest, error, send, canClone)
  }
}

function sendOthers(rest: Rest, send: Send, canClone: CanClone): void {
  const { values, unsent } = withoutUncloneable(rest, canClone)
  post({ ...rest, values }, unsent, send, canClone)
}

function sendNothing(rest: Rest, { what }: TooLargeError, send: Send, canClone: CanClone): void {
  for (const [, result] of rest.apart) dropResult(result)
  post({ ...rest, values: [undefined], apart: [], errors: [] }, [[rest.offset, 'result', what]], send, canClone)
}

function post({ apart, errors, ...progress }: Rest, unsent: PartMessage['unsent'], send: Send, canClone: CanClone): void {
  const values = packColumn(progress.values)
  const buffers = columnBuffers(values)
  const failures = progress.failures.map(({ position, error }) => [position, encodeError(error, canClone)] as const)
  const transfer = [...transferables(values), ...apart.flatMap(([, result]) => movables(result))]
  const ways = { ...(buffers && { buffers }), ...(apart.length > 0 && { apart }), ...(errors.length > 0 && { errors }) }
  send({ kind: 'part', unsent, ...ways, ...progress, values, failures }, transfer)
}

function oneByOne(rest: Rest): readonly Rest[] {
  const last = rest.values.length - 1
  return rest.values.map((value, i) => ({
    ...rest,
    offset: rest.offset + i,
    values: [value],
    apart: rest.apart.filter(([place]) => place === i).map(([, result]) => [0, result]),
    errors: rest.errors.filter(([place]) => place === i).map(([, error]) => [0, error]),
    failures: rest.failures.filter(({ position }) => position === rest.offset + i),
    ...(i < last && { elapsed: 0, longest: [], spans: [], end: false }),
  }))
}

function withoutUncloneable({ offset, values }: Progress, canClone: CanClone) {
  const unsent: [number, string, string][] = []
  const sendable = values.map((value, i) => {
    const culprit = findUncloneable(value, canClone, 'result')
    if (!culprit) return value
    unsent.push([offset + i, culprit.path, culprit.what])
    return undefined
  })
  return { values: sendable, unsent }
}
