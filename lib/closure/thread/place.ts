import type { Inspected, Location } from '../engine/inspector.js'
import { LINE_END } from '../engine/script-text.js'
import { scriptUrl } from '../engine/scripts.js'
import { originalPosition, pathOf } from '../engine/source-map.js'
import type { Place } from '../node.js'
import { recall } from '../recall.js'
import { isMarked, unmarkedUrl, wasModule } from './stack.js'

/**
 * Where the text of a function begins.
 *
 * @param anchor where in `text` stands what V8 takes for the function's location
 * @returns undefined when it can't be told
 */
export function placeOf({ location, scopes }: Inspected, text: string, anchor: number): Place | undefined {
  const script = location && scriptUrl(location.scriptId)
  if (!location || !script) return undefined
  const url = unmarkedUrl(script)
  const above = text.slice(0, anchor).split(LINE_END).length - 1
  return {
    url,
    line: location.line - above,
    column: above > 0 ? 0 : location.column - anchor,
    module: scopes.some(({ description }) => description === 'Module') || wasModule(url),
    mapped: isMarked(script) || isMapped(url, location),
  }
}

const mapped = new Map<string, boolean>()

/** Whether a script has a source map at a location; remembered, as one place in the code may make many functions. */
function isMapped(url: string, { scriptId, line, column }: Location): boolean {
  return recall(mapped, `${scriptId}:${line}:${column}`, () => originalPosition(url, line, column) !== undefined)
}

/** Returns a place as a stack shows it: `/app/main.js:3:15`, counted from 1, and in the file that was written. */
export function placeText({ url, line, column }: Place): string {
  const first = Math.max(0, column)
  const position = originalPosition(url, line, first) ?? { file: pathOf(url), line, column: first }
  return `${position.file}:${position.line + 1}:${position.column + 1}`
}
