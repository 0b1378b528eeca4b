import { remapStack } from '../closure/thread/stack.js'
import { makeError } from './error-class.js'
import type { Graph, Node, Part } from './graph.js'
import { cutOwnFrames } from './own-frames.js'
import { makePrintable } from './printable.js'
import { prototypesOf } from './value.js'

/** Turns a graph back into the value: first every object, still empty, then what they hold. */
export function readGraph({ root, nodes }: Graph, from?: object): unknown {
  const made = nodes.map((node) => makeEmpty(node, from))
  const valueOf = (part: Part): unknown => {
    if (typeof part !== 'object' || part === null) return part
    return 'node' in part ? made[part.node] : part.clone
  }
  nodes.forEach((node, position) => fill(made[position], node, valueOf))
  return valueOf(root)
}

function makeEmpty(node: Node, from: object | undefined): unknown {
  switch (node.kind) {
    case 'error': return makeError(node.class, from)
    case 'object': return node.bare ? Object.create(null) : {}
    case 'array': return new Array(node.length)
    case 'map': return new Map()
    case 'set': return new Set()
    case 'symbol': return node.registered ? Symbol.for(node.description!) : Symbol(node.description)
    case 'url': return new URL(node.href)
  }
}

function fill(made: unknown, node: Node, valueOf: (part: Part) => unknown): void {
  if ('fields' in node) {
    for (const [key, part, enumerable, inherited] of node.fields) {
      if (inherited && inherits(made as object, key, part)) continue
      const isStack = node.kind === 'error' && key === 'stack' && typeof part === 'string'
      const value = isStack ? remapStack(part) : valueOf(part)
      Object.defineProperty(made, key, { value, enumerable, writable: true, configurable: true })
    }
    if (node.kind === 'error') cutOwnFrames(made as object)
    if (node.kind === 'error' && node.class.own) makePrintable(made as object)
  } else if (node.kind === 'map') {
    for (let i = 0; i < node.items.length; i += 2) {
      (made as Map<unknown, unknown>).set(valueOf(node.items[i]), valueOf(node.items[i + 1]))
    }
  } else if (node.kind === 'set') {
    for (const part of node.items) (made as Set<unknown>).add(valueOf(part))
  }
}

/** Whether an error inherits a property with this value. Runs no getter: one may need private fields, which don't travel. */
function inherits(error: object, key: string, value: unknown): boolean {
  const holder = prototypesOf(error).find((prototype) => Object.hasOwn(prototype, key))
  const inherited = holder && Object.getOwnPropertyDescriptor(holder, key)
  return inherited !== undefined && 'value' in inherited && Object.is(inherited.value, value)
}
