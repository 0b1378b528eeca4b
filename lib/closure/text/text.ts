import { edit, type Edit } from './edits.js'
import type { Analysis } from './free-names.js'

/**
 * The text of an expression that evaluates to the function.
 *
 * @param edits what else to change in the text
 */
export function expressionText(text: string, analysis: Analysis, edits: readonly Edit[] = []): string {
  if (analysis.method) return `({${methodText(text, analysis, edits)}}).method`
  return edit(text, [...metaEdits(text, analysis), ...edits])
}

/** The text of an expression that evaluates to a method, getter or setter whose `super` is the object of the given name. */
export function superMethodText(text: string, analysis: Analysis, home: string, edits: readonly Edit[] = []): string {
  return `({__proto__:${home},${methodText(text, analysis, edits)}}).method`
}

/** Where in an expression made of a function's text the engine will see its beginning. */
export function anchorIn(expression: string, { method, anchor }: Analysis): number {
  return method ? expression.indexOf('(', 1) : anchor
}

/** A plain method, with another name. */
function methodText(text: string, analysis: Analysis, edits: readonly Edit[]): string {
  const { async, generator, anchor } = analysis
  const head = `${async ? 'async ' : ''}${generator ? '* ' : ''}method`
  return edit(text, [[0, anchor, head], ...metaEdits(text, analysis), ...edits])
}

/** Returns edits that rename `import.meta`, a syntax error outside a module. The name is as long, so that columns stay. */
function metaEdits(text: string, { free, class: classForm }: Analysis): Edit[] {
  const uses = [...free, ...(classForm?.keys ?? []).flatMap((key) => [...key.free])]
  const starts = uses.flatMap(([name, { indexes }]) => (name === 'import.meta' ? indexes : []))
  return starts.map((start) => {
    const [written] = /^import\s*\.\s*meta/.exec(text.slice(start)) ?? ['']
    return [start, start + written.length, '$importMeta'.padEnd(written.length)]
  })
}

/** The engine has no text of native code, of bound functions and of Proxies. */
export function isNativeText(text: string): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(text)
}
