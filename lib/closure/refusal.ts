import { types } from 'node:util'
import { ClosureError } from '../model/errors.js'
import type { TaskFunction } from '../model/task.js'
import type { Inspected } from './inspector.js'
import { placeText } from './place.js'
import { nameOf } from './property-path.js'
import { EXPORT, NO_INSPECTOR_HERE, OUTER, PRIVATE } from './reasons.js'
import type { Reason } from './reasons.js'
import type { Place } from './shipment.js'
import { findVariable } from './surroundings.js'

export function refusal(fn: TaskFunction, place: Place | undefined, { why, wayOut, variable }: Reason): ClosureError {
  const name = nameOf(fn) ? `function '${nameOf(fn)}'` : 'an anonymous function'
  const where = place ? ` (${placeText(place)})` : ''
  return new ClosureError(`${name}${where} can't be sent to a worker: ${why}. ${wayOut}.`, variable)
}

/**
 * For names that a worker has nothing for.
 *
 * @param names at least one; the first decides
 * @param inspected undefined without an inspector
 */
export function missingNames(names: readonly string[], inspected: Inspected | undefined): Reason {
  const name = names[0]!
  const reason = name.startsWith('#') ? PRIVATE : OUTER.get(name)
  if (reason) return reason
  const variables = names.filter((other) => isVariable(other, inspected))
  if (variables.includes(name)) return missingVariables(name, variables, inspected)
  if (name in globalThis) {
    return { why: `it uses the global '${name}', which the program made itself`, wayOut: replace('it'), variable: name }
  }
  const wayOut = `Define it, or ask with \`typeof ${name}\` whether somebody has`
  return { why: `it uses '${name}', which is not defined`, wayOut, variable: name }
}

function isVariable(name: string, inspected: Inspected | undefined): boolean {
  if (name.startsWith('#') || OUTER.has(name)) return false
  return !inspected || findVariable(name, inspected.scopes) !== undefined
}

function missingVariables(name: string, all: readonly string[], inspected: Inspected | undefined): Reason {
  const list = all.map((other) => `'${other}'`).join(', ')
  const several = all.length > 1
  const wayOut = wayOutFor(name, several ? 'them' : 'it', inspected)
  return { why: `it uses the variable${several ? 's' : ''} ${list} of the code around it`, wayOut, variable: name }
}

function wayOutFor(name: string, it: string, inspected: Inspected | undefined): string {
  if (/^cov_/.test(name)) return `'${name}' counts coverage for istanbul: measure with c8, or leave this file out`
  if (/^__vi(te_ssr)?_(dynamic_)?import_/.test(name)) return vitestImport(name)
  if (!inspected) return `Pass ${it} as an argument, or declare ${it} inside the function. ${NO_INSPECTOR_HERE}`
  const value = findVariable(name, inspected.scopes)?.value
  const isCode = typeof value === 'function' || types.isModuleNamespaceObject(value)
  return isCode ? `Import or declare ${it} inside the function, or ${EXPORT}` : replace(it)
}

function vitestImport(name: string): string {
  return (
    `'${name}' is vitest's for an import: get modules of Node by \`process.getBuiltinModule()\` in the function, ` +
    'or export the function from a module that vitest leaves alone (`server.deps.external`)'
  )
}

function replace(it: string): string {
  return `Pass ${it} as an argument, declare ${it} inside the function, or ${EXPORT}`
}
