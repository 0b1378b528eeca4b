import { createRequire } from 'node:module'
import type * as Acorn from 'acorn'
import { ownUrl } from '../../model/own-url.js'

export type FunctionNode = Acorn.FunctionExpression | Acorn.ArrowFunctionExpression | Acorn.ClassExpression

/** The text of a function, parsed. */
export interface Parsed {
  readonly node: FunctionNode
  /** The difference between a node's position and that in the text. */
  readonly offset: number
  readonly form: Form
}

/** The kind of a function's text. */
export interface Form {
  readonly kind: 'function' | 'arrow' | 'class'
  /** A method, a getter or a setter: the text is no expression by itself. */
  readonly method: boolean
  readonly async: boolean
  readonly generator: boolean
  /** Whether the text is valid as strict code. */
  readonly strict: boolean
  /** The `length` of the function. */
  readonly arity: number
  /** Where V8 says it begins: the index of the `(` of its parameters or its constructor's; 0 for an arrow function. */
  readonly anchor: number
}

/** Text before a function's parameters, comments included. */
const HEAD = /^(?:[^(/]|\/\*[^]*?\*\/|\/\/.*)*/

const load = createRequire(ownUrl)

/**
 * What V8 gives as the text of a function stands in one of these frames. The key of a method and what a class extends
 * may have an `await` or a `yield` of the function around.
 */
const FRAMES: readonly Frame[] = [
  { before: '(function(){return(', after: ')})', method: false, pick: (returned) => returned },
  { before: '(async function*(){return({', after: '})})', method: true, pick: onlyProperty },
  { before: '(async function*(){return(class extends Object{', after: '})})', method: true, pick: onlyMember },
  { before: '(async function*(){return(', after: ')})', method: false, pick: (returned) => returned },
]

interface Frame {
  readonly before: string
  readonly after: string
  readonly method: boolean
  readonly pick: (returned: Acorn.AnyNode) => Acorn.AnyNode | null | undefined
}

/**
 * Parses the text of one function, strict if it can be.
 *
 * @param text as `Function.prototype.toString` gives it
 * @returns undefined when it is no JavaScript that the parser knows
 */
export function parseFunction(text: string): Parsed | undefined {
  for (const directive of ['"use strict";', '']) {
    for (const frame of FRAMES) {
      const node = parseIn(frame, directive, text)
      const offset = directive.length + frame.before.length
      if (node) return { node, offset, form: formOf(text, node, offset, { method: frame.method, strict: directive !== '' }) }
    }
  }
  return undefined
}

function formOf(text: string, node: FunctionNode, offset: number, { method, strict }: Pick<Form, 'method' | 'strict'>): Form {
  if (node.type === 'ClassExpression') {
    const constructor = constructorOf(node)?.value
    const anchor = (constructor?.start ?? offset) - offset
    return { kind: 'class', method, strict, async: false, generator: false, arity: arityOf(constructor?.params), anchor }
  }
  const { async, generator } = node
  const arity = arityOf(node.params)
  if (node.type === 'ArrowFunctionExpression') return { kind: 'arrow', method, strict, async, generator, arity, anchor: 0 }
  const anchor = method ? node.start - offset : (HEAD.exec(text)?.[0].length ?? 0)
  return { kind: 'function', method, strict, async, generator, arity, anchor }
}

/** The parameters before the first that may be left out. */
function arityOf(params: readonly Acorn.Pattern[] = []): number {
  const optional = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement')
  return optional < 0 ? params.length : optional
}

function constructorOf(node: Acorn.Class): Acorn.MethodDefinition | undefined {
  const isConstructor = (member: Acorn.AnyNode) => member.type === 'MethodDefinition' && member.kind === 'constructor'
  return node.body.body.find(isConstructor) as Acorn.MethodDefinition | undefined
}

/** Parses the text of an expression; undefined when it is no JavaScript that the parser knows. */
export function parseExpression(text: string): Acorn.AnyNode | undefined {
  return returnedIn(FRAMES[0]!, '', text) ?? undefined
}

function parseIn(frame: Frame, directive: string, text: string): FunctionNode | undefined {
  const node = returnedIn(frame, directive, text)
  return isFunction(node) ? node : undefined
}

function returnedIn({ before, after, pick }: Frame, directive: string, text: string): Acorn.AnyNode | null | undefined {
  const { parse } = load('acorn') as typeof Acorn
  try {
    const program = parse(directive + before + text + after, {
      ecmaVersion: 'latest',
      // a function is read outside its module and its class
      allowImportExportEverywhere: true,
      allowSuperOutsideMethod: true,
      checkPrivateFields: false,
    })
    const statement = program.body.at(-1) as Acorn.ExpressionStatement
    return pick(returnedBy(statement.expression as Acorn.FunctionExpression))
  } catch {
    return undefined
  }
}

function isFunction(node: Acorn.AnyNode | null | undefined): node is FunctionNode {
  return /^(Function|ArrowFunction|Class)Expression$/.test(node?.type ?? '')
}

function returnedBy(outer: Acorn.FunctionExpression): Acorn.AnyNode {
  return (outer.body.body[0] as Acorn.ReturnStatement).argument as Acorn.AnyNode
}

function onlyProperty(object: Acorn.AnyNode): Acorn.AnyNode | null | undefined {
  return valueOfOnly((object as Acorn.ObjectExpression).properties)
}

function onlyMember(outer: Acorn.AnyNode): Acorn.AnyNode | null | undefined {
  return valueOfOnly((outer as Acorn.Class).body.body)
}

function valueOfOnly(members: readonly Acorn.AnyNode[]): Acorn.AnyNode | null | undefined {
  const only = members.length === 1 ? members[0] : undefined
  return only && 'value' in only ? (only.value as Acorn.AnyNode) : undefined
}
