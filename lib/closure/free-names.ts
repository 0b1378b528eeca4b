import { Scope } from './scope.js'
import type { Use } from './scope.js'
import { parseFunction } from './syntax.js'
import type { Form } from './syntax.js'
import { visit, visitFunction } from './walk.js'

/** What a function's text takes from outside itself. */
export interface Analysis extends Form {
  /**
   * In order of first use: variables, and what only the surroundings can give: `this`, `arguments`, `super`,
   * `new.target`, `#name`, `eval()` (a direct call), `import()` (`import(builtin)` where it names a module of Node),
   * `import.meta.url`, `.filename`, `.dirname` (`import.meta` for anything else). Indexes are those of the text.
   */
  readonly free: ReadonlyMap<string, Use>
  /** The function uses the name that it gives itself. */
  readonly usesItself: boolean
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
  if (node.type === 'ClassExpression') visit(node, outermost)
  else visitFunction(node, outermost)
  const uses = outermost.leave()
  const usesItself = node.type === 'FunctionExpression' && node.id ? uses.delete(node.id.name) : false
  return { ...form, usesItself, free: inOrder(uses, offset) }
}

function inOrder(uses: ReadonlyMap<string, Use>, offset: number): Map<string, Use> {
  const moved = [...uses].map(([name, use]): [string, Use] => [
    name,
    { ...use, indexes: use.indexes.map((index) => index - offset).sort((a, b) => a - b) },
  ])
  return new Map(moved.sort(([, a], [, b]) => (a.indexes[0] ?? 0) - (b.indexes[0] ?? 0)))
}
