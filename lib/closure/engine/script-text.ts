import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Place } from '../node.js'
import { recall } from '../recall.js'
import type { Inspected } from './inspector.js'
import { scriptSource } from './scripts.js'

/** A function in its script. */
export interface InScript {
  /** The text that V8 runs of the whole script. */
  readonly script: string
  /** Where in it the function's own text begins. */
  readonly start: number
}

const files = new Map<string, string | undefined>()
const sources = new Map<string, string | undefined>()
const lineStarts = new Map<string, readonly number[]>()
/** The ends of lines as V8 counts them. */
export const LINE_END = /\r\n|[\n\r\u2028\u2029]/
const LINE_ENDS = new RegExp(LINE_END, 'g')

/**
 * The script around a function: its file, if the function stands there as it runs; otherwise what the debugger has,
 * which takes 15 milliseconds and more, once per script.
 *
 * @param text as `Function.prototype.toString` gives it
 * @returns undefined when it can't be had
 */
export function inScript({ location }: Inspected, place: Place, text: string): InScript | undefined {
  if (!location) return undefined
  const { scriptId } = location
  const inFile = standingAt(place, text, recall(files, scriptId, () => readScript(place.url)))
  return inFile ?? standingAt(place, text, recall(sources, scriptId, () => scriptSource(scriptId)))
}

/** A file of TypeScript is not what V8 runs, even where a function looks the same. */
function readScript(url: string): string | undefined {
  if (!/^file:.*\.[cm]?js$/.test(url)) return undefined
  try {
    return readFileSync(fileURLToPath(url), 'utf8').replace(/^\uFEFF/, '')
  } catch {
    return undefined
  }
}

function standingAt({ line, column }: Place, text: string, script: string | undefined): InScript | undefined {
  const lineStart = script === undefined ? -1 : startOfLine(line, script)
  if (script === undefined || lineStart < 0) return undefined
  if (script.startsWith(text, lineStart + column)) return { script, start: lineStart + column }
  // a place whose column can't be told has column 0
  const start = column === 0 ? script.indexOf(text, lineStart) : -1
  const isInLine = start >= 0 && !LINE_END.test(script.slice(lineStart, start))
  return isInLine ? { script, start } : undefined
}

function startOfLine(line: number, script: string): number {
  const startsAfter = () => Array.from(script.matchAll(LINE_ENDS), ({ index, 0: end }) => index + end.length)
  return recall(lineStarts, script, () => [0, ...startsAfter()])[line] ?? -1
}
