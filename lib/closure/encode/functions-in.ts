import { types } from 'node:util'
import type { TaskFunction } from '../../model/task.js'

/**
 * Returns the functions that arguments hold, as deep as there are arrays, Maps, Sets and properties. Properties that aren't
 * enumerable count too, and no getter runs, as when the arguments are captured.
 */
export function functionsIn(args: readonly unknown[]): TaskFunction[] {
  const seen = new Set<unknown>(args)
  for (const value of seen) if (typeof value === 'object' && value !== null) for (const part of partsOf(value)) seen.add(part)
  return [...seen].filter((value): value is TaskFunction => typeof value === 'function')
}

function partsOf(value: object): readonly unknown[] {
  if (types.isProxy(value) || ArrayBuffer.isView(value)) return []
  if (types.isMap(value)) return [...Map.prototype.entries.call(value)].flat()
  if (types.isSet(value)) return [...Set.prototype.values.call(value)]
  return Object.values(Object.getOwnPropertyDescriptors(value)).map((property) => property.value as unknown)
}
