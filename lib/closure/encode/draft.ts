import type { Inspected, OuterScope } from '../engine/inspector.js'
import type { Code, Part, Variable } from '../node.js'
import { cellEdits } from '../text/cells.js'
import { classEdits, type ClassNames } from '../text/class-text.js'
import { type Edit, unusedName } from '../text/edits.js'
import type { Analysis } from '../text/free-names.js'
import { anchorIn, expressionText, superMethodText } from '../text/text.js'
import { placeOf } from '../thread/place.js'
import type { Trail } from './trail.js'

/** A captured variable whose value is a part of the shipment. */
export interface CapturedPart {
  readonly name: string
  readonly part: Part
  readonly scope: OuterScope | undefined
  /** The function assigns to it. */
  readonly assigned: boolean
}

/** A function all but its text, which depends on what other functions have to do with its variables. */
export interface Draft {
  readonly kind: 'draft'
  readonly trail: Trail
  readonly text: string
  readonly analysis: Analysis
  readonly inspected: Inspected | undefined
  readonly captured: readonly CapturedPart[]
  /** Whether `this` is among the early variables of the code. */
  readonly hasThis: boolean
  readonly classNames: ClassNames
  readonly code: Omit<Code, 'text' | 'place' | 'variables'>
}

/** An object that holds a variable which several functions of a shipment share and one of them assigns to. */
export interface Cell {
  readonly name: string
  readonly part: Part
}

/** The names of what a text gets beside its variables. */
export function homeName(text: string): string {
  return unusedName('$home', text)
}

export function argumentsName(text: string): string {
  return unusedName('$arguments', text)
}

export function thisName(text: string): string {
  return unusedName('$this', text)
}

export function finish(draft: Draft, cells: ReadonlyMap<string, Cell>): Code {
  const { text, analysis, inspected, captured, hasThis, code } = draft
  const ownName = captured.find(({ name }) => name === analysis.self?.name)?.name // by which the text means something else
  const names = new Map([...cells].map(([name, cell]): [string, string] => [name, `${cell.name}.v`]))
  const alias = unusedName(`${ownName}$`, text)
  if (ownName !== undefined && !cells.has(ownName)) names.set(ownName, alias)
  const edits: Edit[] = [...classEdits(text, analysis, draft.classNames), ...cellEdits(analysis, names)]
  const isMethodOfHome = analysis.free.has('super')
  const plain = isMethodOfHome ? superMethodText(text, analysis, homeName(text), edits) : expressionText(text, analysis, edits)
  const hasArguments = captured.some(({ name }) => name === 'arguments')
  const before = hasThis || hasArguments ? '(function(){return ' : ''
  const after = `}).apply(${hasThis ? thisName(text) : 'undefined'},${hasArguments ? argumentsName(text) : '[]'})`
  const place = inspected && placeOf(inspected, before + plain, before.length + anchorIn(plain, analysis))
  const others = captured.filter(({ name }) => !cells.has(name) && name !== 'arguments')
  const variables = others.map(({ name, part }): Variable => [name === ownName ? alias : name, part])
  const cellVariables = [...cells.values()].map(({ name, part }): Variable => [name, part])
  return {
    ...code,
    text: before ? before + plain + after : plain,
    place,
    variables: [...variables, ...cellVariables],
  }
}
