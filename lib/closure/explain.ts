import { createRequire } from 'node:module'
import type serializeJavascript from 'serialize-javascript'
import { functionText } from '../model/function-text.js'
import type { Lender } from '../model/lender.js'
import { ownUrl } from '../model/own-url.js'
import { Capture } from './capture.js'
import { deserialize } from './deserialize.js'
import { withArticle } from './encode/describe.js'
import { serialize } from './encode/serialize.js'
import {
  type Code, type Composite, idOf, type Node, type Part, type Shipment, type Variable, type View,
} from './node.js'
import { placeText } from './thread/place.js'

/** Options of `explain`. */
export interface ExplainOptions {
  /**
   * True: shows the source that workers evaluate, with plain values, instead of names only.
   *
   * @default false
   */
  readonly source?: boolean | undefined
}

/** @throws ClosureError `ERR_CLOSURE_CAPTURE` when the function can't be sent */
export function explanationOf(
  fn: (...args: never[]) => unknown, lender: Lender, { source = false }: ExplainOptions = {},
): string {
  const shipment = new Capture(lender).ship(fn)
  const nodes = nodesOf(shipment)
  if (source) return sourceOf(nodes)
  const root = nodes.get(shipment.id)!
  const tree = new Tree(nodes)
  const lines = [`${tree.describe([shipment.id])}${hasVariables(root) ? ', with' : ''}`, ...tree.below(root, 1)]
  const bytes = [...shipment.needs, shipment].reduce((sum, { bytes }) => sum + bytes.length, 0)
  return [...lines, `${sizeText(bytes)}, sent once to each worker`].join('\n')
}

type Nodes = ReadonlyMap<number, Node>

function nodesOf(shipment: Shipment): Nodes {
  return new Map([...shipment.needs, shipment].flatMap(({ bytes }) => deserialize(bytes)))
}

function hasVariables(node: Node): boolean {
  return node.kind === 'code' && node.early.length + node.variables.length > 0
}

/** A tree in words of what a function leads to, each thing once. */
class Tree {
  readonly #nodes: Nodes
  readonly #seen = new Set<number>()

  constructor(nodes: Nodes) {
    this.#nodes = nodes
  }

  describe(part: Part): string {
    const id = idOf(part)
    if (id === undefined) return part === null ? 'null' : part === undefined ? 'undefined' : `a ${typeof part}`
    this.#seen.add(id)
    return describeNode(this.#nodes.get(id)!, this.#nodes)
  }

  /** The variables of a function, and the methods and properties with more to tell of everything else. */
  below(node: Node, depth: number): string[] {
    return childrenOf(node).flatMap(([name, part]) => {
      const id = idOf(part)
      if (id === undefined || this.#seen.has(id)) {
        const again = id === undefined ? this.describe(part) : 'as above'
        return node.kind === 'code' ? [`${'  '.repeat(depth)}${name}: ${again}`] : []
      }
      const line = `${'  '.repeat(depth)}${name}: ${this.describe(part)}`
      return [line, ...this.below(this.#nodes.get(id)!, depth + 1)]
    })
  }
}

function childrenOf(node: Node): readonly Variable[] {
  switch (node.kind) {
    case 'code':
      return [...node.early, ...node.variables, ...named(node.props), ...named(node.prototype)]
    case 'object':
      return [...named(node.props), ...(node.items ?? []).map(atIndex), ['prototype', node.parent]]
    case 'bound':
      return [['target', node.target], ['this', node.self], ...node.args.map((part, i): Variable => [`argument ${i}`, part])]
    case 'member':
      return [['class', node.of]]
    case 'shared':
      return [['value', node.value]]
    default:
      return []
  }
}

function atIndex(part: Part, i: number): Variable {
  return [`[${i}]`, part]
}

function named(props: Code['props']): Variable[] {
  return props.flatMap(([key, , value, set]): Variable[] => {
    const name = typeof key === 'string' ? `.${key}` : '.[symbol]'
    return [[name, value], ...(set === undefined ? [] : [[`set ${name}`, set] as const])]
  })
}

function describeNode(node: Node, nodes: Nodes): string {
  switch (node.kind) {
    case 'code': {
      const kind = /^class\b/.test(node.text) ? 'class' : 'function'
      const place = node.place ? ` (${placeText(node.place)})` : ''
      return `${functionText(node.name, kind)}${place} goes as text`
    }
    case 'data': return `data, ${sizeText(serialize([[0, node]]).length)}`
    case 'live': return 'shared or cloned by the engine'
    case 'global': return `the global ${node.path.join('.')}`
    case 'builtin': return [node.module, ...node.path].join('.')
    case 'import': return exportText(node.path, node.specifier)
    case 'require': return exportText(node.path, node.file)
    case 'bound': return 'a bound function'
    case 'object': return describeObject(node, nodes)
    case 'symbol': return 'a symbol'
    case 'member': return `the ${node.path.join('.')} of ${shortName(nodes.get(idOf(node.of)!))}`
    case 'view': return describeView(node, nodes)
    case 'new': return `a new ${node.path.join('.')}`
    case 'call': return 'a function that Node makes'
    case 'shared': return 'a shared value'
    case 'error-class': return 'the class of an error'
  }
}

function describeObject({ base, data, parent }: Composite, nodes: Nodes): string {
  const bare = base === 'data' ? nodes.get(idOf(data)!) : undefined
  if (bare) return describeNode(bare, nodes)
  return base === 'object' && idOf(parent) !== undefined ? 'an instance' : withArticle(base)
}

function describeView({ type, buffer, byteLength }: View, nodes: Nodes): string {
  const size = sizeText(byteLength)
  const isCopied = nodes.get(idOf(buffer)!)?.kind === 'data'
  return `${withArticle(type)}${isCopied ? '' : ' on shared memory'}, ${size}`
}

function shortName(node: Node | undefined): string {
  return node?.kind === 'code' ? (node.name ?? 'a class') : 'a class'
}

function exportText([name, ...rest]: readonly string[], module: string): string {
  if (name === undefined) return `the module '${module}'`
  return `${name === 'default' ? 'the default export' : `the export '${[name, ...rest].join('.')}'`} of '${module}'`
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** Returns nodes as source: texts, each under a name of its own, and of other things what can be written down. */
function sourceOf(nodes: Nodes): string {
  const textOfNode = (node: Node) => (node.kind === 'code' ? node.text : valueOf(node, nodes))
  const values = [...nodes].filter(([, { kind }]) => kind !== 'error-class')
  return values.map(([id, node]) => `${headOf(node)}const $${id} = ${textOfNode(node)}`).join('\n\n')
}

function headOf(node: Node): string {
  if (node.kind !== 'code') return ''
  const variables = [...node.early, ...node.variables].map(([name, part]) => `${name} = ${textOf(part)}`)
  const place = node.place ? [placeText(node.place)] : []
  const lines = variables.length > 0 ? [...place, `with ${variables.join(', ')}`] : place
  return lines.map((line) => `// ${line}\n`).join('')
}

function textOf(part: Part): string {
  const id = idOf(part)
  return id === undefined ? (literal(part) ?? '?') : `$${id}`
}

function valueOf(node: Node, nodes: Nodes): string {
  const text = node.kind === 'data' ? literal(node.value) : undefined
  return text ?? `/* ${describeNode(node, nodes)} */`
}

const load = createRequire(ownUrl)

/** Returns a plain value as source; undefined for what serialize-javascript would write as something else. */
function literal(value: unknown): string | undefined {
  const serializeToText = load('serialize-javascript') as typeof serializeJavascript
  return isWritten(value, []) ? (serializeToText(value, { unsafe: true }) ?? 'undefined') : undefined
}

/** Whether serialize-javascript writes a value exactly: it loses the sign of zero, NaN, bytes, and which objects are the same. */
function isWritten(value: unknown, around: readonly unknown[]): boolean {
  if (Object.is(value, -0) || Number.isNaN(value) || around.includes(value)) return false
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof RegExp) return true
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return false
  const parts = value instanceof Map || value instanceof Set ? [...value].flat() : Object.values(value)
  return parts.every((part) => isWritten(part, [...around, value]))
}
