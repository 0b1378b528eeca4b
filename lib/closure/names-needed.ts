import { deserialize } from './deserialize.js'
import { areHarmless, isHarmlessNode } from './harmless.js'
import type { Code, Imported, Node, Required, Shipment } from './node.js'
import { freeNamesIn } from './text/free-names.js'

/** Exports that a thread has to load for a shipment, with the ids of their nodes. */
export type NamesNeeded = readonly (readonly [id: number, node: Imported | Required])[]

const found = new WeakMap<Shipment, NamesNeeded | 'unsure'>()

/**
 * Returns what a function gets from modules of the program and of packages, if all else that it needs is the same in every
 * thread: its text, what it captures, and what the language has. `'unsure'` where something may not be, such as `process.env`.
 */
export function namesNeeded(shipment: Shipment): NamesNeeded | 'unsure' {
  const needed = found.get(shipment) ?? find(shipment)
  found.set(shipment, needed)
  return needed
}

function find({ needs, ...shipment }: Shipment): NamesNeeded | 'unsure' {
  const needed: (readonly [number, Imported | Required])[] = []
  for (const [id, node] of [...needs, shipment].flatMap(({ bytes }) => deserialize(bytes))) {
    if (node.kind === 'import' || node.kind === 'require') needed.push([id, node])
    else if (!isSame(node)) return 'unsure'
  }
  return needed
}

function isSame(node: Node): boolean {
  switch (node.kind) {
    case 'code': return isSameCode(node)
    case 'global':
    case 'builtin': return isHarmlessNode(node)
    case 'new': return isHarmlessNode({ kind: 'global', path: node.path })
    default: return true
  }
}

function isSameCode({ text, strict, imports, locals, early, variables }: Code): boolean {
  const free = freeNamesIn(text)
  if (!free || imports || locals.some((local) => local !== '__name')) return false
  if (!strict && /\bthis\b/.test(text)) return false // it may mean globalThis
  return areHarmless(free, new Set([...locals, ...[...early, ...variables].map(([name]) => name)]))
}
