import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import { listCoveredScripts, listScripts } from './inspector.js'
import type { Inspected } from './inspector.js'
import type { Place } from './shipment.js'

let urls: Map<string, string> = new Map()
let misses = 0

/** After so many scripts in a row that have no url, as those of `eval`, we look no more unless we must. */
const ENOUGH_MISSES = 8

/** Bytes up to which V8's coverage is quicker at naming scripts than its debugger (docs/decisions/007). */
const SMALL_HEAP = 12e6

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
  const url = location && urlOf(location.scriptId, needed)
  if (!location || !url) return undefined
  const above = text.slice(0, anchor).split('\n').length - 1
  return {
    url,
    line: location.line - above,
    column: above > 0 ? 0 : location.column - anchor,
    module: scopes.some(({ description }) => description === 'Module'),
  }
}

function urlOf(scriptId: string, needed: boolean): string | undefined {
  if (!urls.has(scriptId) && (needed || misses < ENOUGH_MISSES)) {
    if (process.memoryUsage().heapUsed < SMALL_HEAP) urls = listCoveredScripts()
    if (!urls.has(scriptId)) urls = listScripts()
    misses = urls.get(scriptId) ? 0 : misses + 1
  }
  return urls.get(scriptId) || undefined
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
