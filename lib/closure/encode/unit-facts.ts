import { idOf, type ModuleLocal, type Node, type Part } from '../node.js'
import { isStandardGlobal } from '../text/globals.js'
import type { Draft } from './draft.js'
import type { Unit } from './unit.js'

/** Whether the only node of a unit says all there is to say about its function, today and later. */
export function isLasting(unit: Unit): boolean {
  if (unit.nodes.length > 1 || unit.needs.size > 0) return false
  const root = rootOf(unit)
  return !root || isLastingCode(root)
}

function isLastingCode({ captured, code, analysis }: Draft): boolean {
  // of a name that means nothing today the program may make a global
  const isKnown = (name: string) => isStandardGlobal(name) || /\W/.test(name) || code.locals.includes(name as ModuleLocal)
  // what uses itself otherwise than by a call may keep something in its properties
  const onlyCallsItself = analysis.self?.use.sites.every(({ form }) => form?.startsWith('called')) ?? true
  const isBare = captured.length + code.props.length + code.prototype.length === 0
  return isBare && onlyCallsItself && [...analysis.free.keys()].every(isKnown)
}

/** Returns the function of a unit, unless it goes by a name or is no function. */
export function rootOf({ nodes, rootId }: Unit): Draft | undefined {
  const node = nodes.find(([id]) => id === rootId)?.[1]
  return node?.kind === 'draft' ? node : undefined
}

/** Whether the function of a unit goes by the name that a module gives it. */
export function isNamed({ nodes }: Unit): boolean {
  return isModules(nodes[0]![1])
}

/** Whether workers know something in a unit by the name that a module gives it. */
export function usesModules({ nodes }: Unit): boolean {
  return nodes.some(([, node]) => isModules(node))
}

function isModules({ kind }: Node | Draft): boolean {
  return kind === 'import' || kind === 'require'
}

/** Whether there are views in a unit: what is copied of their memory, another unit may lend. */
export function holdsMemory({ ids, data }: Unit): boolean {
  for (const value of ids.keys()) if (ArrayBuffer.isView(value)) return true
  for (const value of data.found) if (ArrayBuffer.isView(value)) return true
  return false
}

/** Whether a part of a unit is a view of memory that is lent. */
export function isLent(part: Part, unit: Unit): boolean {
  const node = nodeOf(part, unit)
  if (node?.kind === 'object') return node.data !== undefined && isLent(node.data, unit)
  return node?.kind === 'view' && nodeOf(node.buffer, unit)?.kind === 'live'
}

function nodeOf(part: Part, { nodes }: Unit): Node | Draft | undefined {
  return nodes.find(([id]) => id === idOf(part))?.[1]
}

/** Returns the names of the variables that the functions of a unit capture, and of those that they assign to. */
export function variablesOf({ nodes }: Unit): { readonly captured: ReadonlySet<string>; readonly assigned: ReadonlySet<string> } {
  const all = nodes.flatMap(([, node]) => (node.kind === 'draft' ? node.captured : []))
  return {
    captured: new Set(all.map(({ name }) => name)),
    assigned: new Set(all.flatMap(({ name, assigned }) => (assigned ? [name] : []))),
  }
}
