import { analyseClass, type ClassForm } from './class-form.js'
import { Scope } from './scope.js'
import { type Form, parseExpression, parseFunction } from './syntax.js'
import { toUse, toUses, type Use, type Uses } from './uses.js'
import { visit, visitFunction } from './walk.js'

/** The result of analysing a function's text: its form, and what it takes from outside itself. */
export interface Analysis extends Form {
  /**
   * The free names in order of first use: variables, and what only the surroundings can give: `this`, `arguments`, `super`,
   * `new.target`, `#name`, `eval()` (a direct call), `import()` (`import(builtin)` where it names a module of Node),
   * `import.meta`. Positions are those of the text. Names in parts of a class that `classEdits` replaces, and in computed keys,
   * don't count.
   */
  readonly free: Uses
  /** The function uses the name that it gives itself. */
  readonly usesItself: boolean
  /** How it does. What was declared by that name can be another function by now; `cellEdits` can put another name. */
  readonly self: { readonly name: string; readonly use: Use } | undefined
  readonly class: ClassForm | undefined
}

/**
 * Finds what a function uses but does not declare.
 *
 * @param text as `Function.prototype.toString` gives it
 * @returns undefined when the text can't be parsed
 */
export function freeNames(text: string): Analysis | undefined {
  const parsed = parseFunction(text)
  if (!parsed) return undefined
  const { node, offset, form } = parsed
  const outermost = new Scope()
  const classForm = node.type === 'ClassExpression' ? analyseClass(node, outermost, text, offset) : undefined
  if (node.type !== 'ClassExpression') visitFunction(node, outermost)
  const found = outermost.leave()
  const own = (node.type === 'FunctionExpression' && node.id?.name) || ''
  const self = found.get(own)
  found.delete(own)
  return {
    ...form,
    free: toUses(found, offset),
    usesItself: self !== undefined,
    self: self && { name: own, use: toUse(self, offset) },
    class: classForm,
  }
}

/** Finds what an expression uses but does not declare; undefined when it can't be parsed. */
export function freeNamesIn(expression: string): Uses | undefined {
  const node = parseExpression(expression)
  if (!node) return undefined
  const outermost = new Scope()
  visit(node, outermost)
  return toUses(outermost.leave(), 0)
}
