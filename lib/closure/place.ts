import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Inspected } from './inspector.js'
import { scriptUrl } from './scripts.js'
import type { Place } from './node.js'

/** As V8 counts lines. */
export const LINE_END = /\r\n|[\n\r\u2028\u2029]/

/**
 * Where the text of a function begins.
 *
 * @param anchor where in `text` stands what V8 takes for the function's location
 * @param options.needed false to save the look for the script when it probably has no url
 * @returns undefined when it can't be told
 */
export function placeOf(
  { location, scopes }: Inspected,
  text: string,
  anchor: number,
  { needed = true }: { readonly needed?: boolean } = {},
): Place | undefined {
  const url = location && scriptUrl(location.scriptId, needed)
  if (!location || !url) return undefined
  const above = text.slice(0, anchor).split(LINE_END).length - 1
  return {
    url,
    line: location.line - above,
    column: above > 0 ? 0 : location.column - anchor,
    module: scopes.some(({ description }) => description === 'Module'),
  }
}

/** As in a stack: `/app/main.js:3:15`, counted from 1; through the source map, if Node keeps one for the script. */
export function placeText({ url, line, column }: Place): string {
  const entry = findSourceMap(url)?.findEntry(line, Math.max(0, column))
  if (!entry || !('originalSource' in entry)) return positionText(url, line, column)
  return positionText(entry.originalSource, entry.originalLine, entry.originalColumn)
}

function positionText(url: string, line: number, column: number): string {
  return `${pathOf(url)}:${line + 1}:${Math.max(0, column) + 1}`
}

function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url
}
