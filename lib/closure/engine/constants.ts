import { createRequire } from 'node:module'
import type * as Acorn from 'acorn'
import { ownUrl } from '../../model/own-url.js'
import { recall } from '../recall.js'
import { childrenOf } from '../text/walk.js'
import { assignedIn } from './module-exports.js'

const load = createRequire(ownUrl)
const constants = new Map<string, ReadonlySet<string>>()

/** Characters of a script that is parsed, at most: a longer one takes longer than is gained. */
const LONGEST = 200_000
const NONE: ReadonlySet<string> = new Set()

/**
 * The names in a script that begin with the same value in every thread that runs it, and keep it: those of functions and
 * classes, and variables that are given nothing but what follows from literals, from each other and from `Math`. A name must
 * be that wherever it is declared.
 */
export function constantNames(script: string): ReadonlySet<string> {
  return script.length > LONGEST ? NONE : recall(constants, script, () => findConstants(script))
}

function findConstants(script: string): ReadonlySet<string> {
  const program = parse(script, 'module') ?? parse(script, 'script')
  if (!program) return NONE
  const values = new Map<string, Value[]>()
  declare(program, (name, value) => values.set(name, [...(values.get(name) ?? []), value]))
  for (const name of assignedIn(program)) values.set(name, [undefined])
  const known = new Map<string, boolean>()
  const isEach = (name: string, test: (value: Acorn.AnyNode, names: Names) => boolean) =>
    values.get(name)?.every((value) => value !== undefined && test(value, names)) ?? GIVEN.test(name)
  const names: Names = {
    isConstant(name) {
      const before = known.get(name)
      if (before !== undefined) return before
      known.set(name, true) // functions may use each other
      const isConstant = isEach(name, isFixed)
      known.set(name, isConstant)
      return isConstant
    },
    isOfLanguage: (name) => isEach(name, isOfLanguage),
  }
  return new Set([...values.keys()].filter(names.isConstant))
}

/** What is known of the names in a script. */
interface Names {
  isConstant(name: string): boolean
  /** Whether a name stands for something that the language has, whose members were there before the script. */
  isOfLanguage(name: string): boolean
}

function parse(script: string, sourceType: 'module' | 'script'): Acorn.Program | undefined {
  const { parse } = load('acorn') as typeof Acorn
  try {
    return parse(script, { ecmaVersion: 'latest', sourceType, allowReturnOutsideFunction: sourceType === 'script' })
  } catch {
    return undefined
  }
}

/** The expression that a name is declared with; undefined when that can't be told. */
type Value = Acorn.AnyNode | undefined

function declare(node: Acorn.AnyNode, tell: (name: string, value: Value) => void): void {
  const unknown = (pattern: Acorn.AnyNode) => namesIn(pattern).forEach((name) => tell(name, undefined))
  if (/^(Function|Class)(Declaration|Expression)$/.test(node.type)) {
    const { id } = node as Acorn.Function | Acorn.Class
    if (id) tell(id.name, node)
  }
  if ('params' in node) node.params.forEach(unknown)
  if (node.type === 'CatchClause' && node.param) unknown(node.param)
  if (node.type === 'VariableDeclarator') {
    const value = node.init ?? undefined
    if (node.id.type === 'Identifier' || isPlainPattern(node.id)) namesIn(node.id).forEach((name) => tell(name, value))
    else unknown(node.id)
  }
  childrenOf(node).forEach((child) => declare(child, tell))
}

/** Whether a pattern is as plain as `{ a, b }`. */
function isPlainPattern(pattern: Acorn.Pattern): boolean {
  const isName = (one: Acorn.AssignmentProperty | Acorn.RestElement) => one.type === 'Property' && one.value.type === 'Identifier'
  return pattern.type === 'ObjectPattern' && pattern.properties.every(isName)
}

/** The names in a pattern, and perhaps some more. */
function namesIn(pattern: Acorn.AnyNode): string[] {
  return pattern.type === 'Identifier' ? [pattern.name] : childrenOf(pattern).flatMap(namesIn)
}

/** Globals whose members are the same in every thread. */
const GIVEN = /^(undefined|NaN|Infinity|Math|Number|String|Object|Array|Symbol|Function|RegExp)$/

/** Whether an expression has the same value in every thread. */
function isFixed(node: Acorn.AnyNode, names: Names): boolean {
  const areFixed = (nodes: readonly Acorn.AnyNode[]) => nodes.every((each) => isFixed(each, names))
  switch (node.type) {
    case 'Identifier': return names.isConstant(node.name)
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassExpression': return true
    case 'MemberExpression': return isOfLanguage(node, names)
    case 'CallExpression': return isLoading(node) || (isQuiet(node.callee) && areFixed(node.arguments))
    case 'Property': return !node.computed && areFixed([node.value])
    case 'Literal':
    case 'TemplateElement':
    case 'TemplateLiteral':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
    case 'ObjectExpression':
    case 'ArrayExpression': return areFixed(childrenOf(node))
    default: return false
  }
}

/** Whether an expression is a member of what the language has, such as `Object.prototype.toString`. */
function isOfLanguage(node: Acorn.AnyNode, names: Names): boolean {
  if (node.type === 'Identifier') return names.isOfLanguage(node.name)
  return node.type === 'MemberExpression' && !node.computed && isOfLanguage(node.object, names)
}

/** Whether a call is `require('a')`: what it gives can be seen. */
function isLoading({ callee, arguments: [first] }: Acorn.CallExpression): boolean {
  return callee.type === 'Identifier' && callee.name === 'require' && first?.type === 'Literal'
}

/** Whether a call changes nothing that others see: `Math.sqrt`, `Object.freeze`, and esbuild's helper that names functions. */
function isQuiet(callee: Acorn.AnyNode): boolean {
  if (callee.type === 'Identifier') return callee.name === '__name'
  if (callee.type !== 'MemberExpression') return false
  const { object, property } = callee
  if (object.type !== 'Identifier' || property.type !== 'Identifier') return false
  return (object.name === 'Math' && property.name !== 'random') || (object.name === 'Object' && property.name === 'freeze')
}
