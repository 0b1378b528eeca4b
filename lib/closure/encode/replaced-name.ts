import { type InScript, inScript } from '../engine/script-text.js'
import { findVariable } from '../engine/variables.js'
import type { Analysis } from '../text/free-names.js'
import type { Standing } from './reference.js'
import type { Captured } from './surroundings.js'

/**
 * Returns the variable that a declared function calls by its own name, where that holds something else by now: `fib =
 * memoize(fib)`.
 */
export function replacedName(fn: Function, { self }: Analysis, { text, inspected, place }: Standing): Captured | undefined {
  const found = self && inspected && findVariable(self.name, inspected.scopes)
  if (!self || !place || typeof found !== 'object' || found.value === fn) return undefined
  const script = inScript(inspected!, place, text)
  return script && isDeclaration(script) ? { ...found, name: self.name, use: self.use } : undefined
}

/** Text that ends before an expression. A function expression, unlike a declaration, has its name for itself. */
const BEFORE_EXPRESSION = /(?:[=(,:?&|!+\-*/%<>~^[]|\b(?:return|typeof|new|void|in|of|await|yield|case|delete|instanceof|throw))$/

function isDeclaration({ script, start }: InScript): boolean {
  const before = script.slice(Math.max(0, start - 500), start).replace(/(?:\s|\/\*[^]*?\*\/)*(?:export|default|async|\s)*$/, '')
  return !BEFORE_EXPRESSION.test(before.slice(-20))
}
