import { createRequire } from 'node:module'
import type * as Acorn from 'acorn'

/** What the text of a function parses to. */
export type FunctionNode = Acorn.FunctionExpression | Acorn.ArrowFunctionExpression | Acorn.ClassExpression

export interface Syntax {
  readonly node: FunctionNode
  /** The text is a method, a getter or a setter, so no expression by itself. */
  readonly method: boolean
  /** The text is valid as strict code. */
  readonly strict: boolean
  /** What to take from a node's position to get the position in the text. */
  readonly offset: number
}

const load = createRequire(import.meta.url)

/** What V8 gives as the text of a function stands in one of these frames, and the node in one of these places. */
const FRAMES: readonly Frame[] = [
  { before: '(function(){return(', after: ')})', pick: (outer) => returned(outer as Acorn.FunctionExpression) },
  { before: '({', after: '})', pick: (outer) => member((outer as Acorn.ObjectExpression).properties) },
  { before: '(class extends Object{', after: '})', pick: (outer) => member((outer as Acorn.ClassExpression).body.body) },
]

interface Frame {
  readonly before: string
  readonly after: string
  readonly pick: (outer: Acorn.Expression) => Acorn.AnyNode | null | undefined
}

/**
 * Parses the text of one function, strict if it can be.
 *
 * @param text as `Function.prototype.toString` gives it
 * @returns undefined when it is no JavaScript that the parser knows
 */
export function parseFunction(text: string): Syntax | undefined {
  for (const directive of ['"use strict";', '']) {
    for (const [shape, frame] of FRAMES.entries()) {
      const node = parseIn(frame, directive, text)
      if (node) return { node, method: shape > 0, strict: directive !== '', offset: directive.length + frame.before.length }
    }
  }
  return undefined
}

function parseIn(frame: Frame, directive: string, text: string): FunctionNode | undefined {
  const { parse } = load('acorn') as typeof Acorn
  try {
    const program = parse(directive + frame.before + text + frame.after, {
      ecmaVersion: 'latest',
      // a function is read outside its module and its class
      allowImportExportEverywhere: true,
      allowSuperOutsideMethod: true,
      checkPrivateFields: false,
    })
    const statement = program.body.at(-1) as Acorn.ExpressionStatement
    const node = frame.pick(statement.expression)
    return isFunction(node) ? node : undefined
  } catch {
    return undefined
  }
}

function isFunction(node: Acorn.AnyNode | null | undefined): node is FunctionNode {
  return /^(Function|ArrowFunction|Class)Expression$/.test(node?.type ?? '')
}

function returned(outer: Acorn.FunctionExpression): Acorn.AnyNode | null | undefined {
  return (outer.body.body[0] as Acorn.ReturnStatement).argument
}

function member(members: readonly Acorn.AnyNode[]): Acorn.AnyNode | null | undefined {
  const only = members.length === 1 ? members[0] : undefined
  return only && 'value' in only ? (only.value as Acorn.AnyNode) : undefined
}
