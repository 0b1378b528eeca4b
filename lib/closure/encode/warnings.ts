import type { TaskFunction } from '../../model/task.js'
import { warn, type WarningCode } from '../../model/warn.js'
import type { Shipment } from '../node.js'
import { describeFunction } from './trail.js'
import { isLent, rootOf } from './unit-facts.js'
import type { Unit } from './unit.js'

/** Bytes of captures beyond which a function is warned of. */
const LARGE = 8e6

const told = new Set<string>()

/** Warns, once a function, of what its author may not have meant: assigned variables and large captures. */
export function warnOfCaptures(fn: TaskFunction, unit: Unit, { bytes }: Shipment): void {
  const root = rootOf(unit)
  const assigned = root?.captured.filter(({ assigned }) => assigned).map(({ name }) => `'${name}'`) ?? []
  if (assigned.length > 0) {
    tell('WARN_ASSIGNED_CAPTURE', `${describeFunction(fn)} assigns to ${assigned.join(', ')} of the code around it: ` +
      "only the worker's copy changes. Return the value instead.")
  }
  if (bytes.length > LARGE) {
    const large = root?.captured.filter(({ part }) => Array.isArray(part) && !isLent(part, unit)) ?? []
    const names = large.map(({ name }) => `'${name}'`)
    tell('WARN_LARGE_CAPTURE', `${describeFunction(fn)} captures ${(bytes.length / 1e6).toFixed(1)} MB (${names.join(', ')}), ` +
      'which every worker gets a copy of. Use shared(value), which sends it once to each worker, ' +
      'or load it in a module that the function imports.')
  }
}

function tell(code: WarningCode, message: string): void {
  const key = code + message.replace(/\d[\d.]* MB/, '')
  if (told.has(key)) return
  told.add(key)
  warn(code, message)
}
