import { functionBehind } from '../../model/function-notes.js'
import type { TaskFunction } from '../../model/task.js'
import { inspectFunction } from '../engine/inspector.js'
import { placeOf, placeText } from './place.js'

/** Where a function stands, as in a stack: `/app/main.js:3:15`; of a bound function that of the one below it. */
export function locationOf(value: unknown): string | undefined {
  if (typeof value !== 'function') return undefined
  const inspected = inspectFunction(functionBehind(value) as TaskFunction)
  if (inspected?.bound) return locationOf(inspected.bound.target)
  const place = inspected && placeOf(inspected, '', 0)
  return place && placeText(place)
}
