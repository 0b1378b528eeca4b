import { findSourceMap, type SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import { recall } from '../recall.js'
import { frameAt, type Position } from './frame.js'

/** The source maps asked for so far: Node may parse one each time. */
const maps = new Map<string, SourceMap | undefined>()

/**
 * Where code was written that runs in that place of a script, as stacks of this thread show it: through the source maps
 * that Node keeps, or through those of a tool that prepares stacks itself, such as vitest.
 *
 * @returns undefined when the script is what was written
 */
export function originalPosition(url: string, line: number, column: number): Position | undefined {
  const map = recall(maps, url, () => findSourceMap(url))
  if (!map) return preparedPosition(url, line, column)
  const entry = map.findEntry(line, column)
  if (!('originalSource' in entry)) return undefined
  return { file: pathOf(entry.originalSource), line: entry.originalLine, column: entry.originalColumn }
}

export function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url
}

/** Asks a tool that prepares stacks itself where code was written. It knows the script by its URL or its path. */
function preparedPosition(url: string, line: number, column: number): Position | undefined {
  const prepareStack = prepareStackTrace()
  if (!prepareStack) return undefined
  for (const file of new Set([pathOf(url), url])) {
    const shown = prepare(frameAt({ file, line, column }), prepareStack)
    if (shown && !(shown.file === pathOf(file) && shown.line === line && shown.column === column)) return shown
  }
  return undefined
}

/**
 * Returns the function that prepares stacks: Node asks that of the error's own realm first, such as a sandbox of jest's, then
 * that of the main one.
 */
function prepareStackTrace(): typeof Error.prepareStackTrace {
  mainError ??= runInThisContext('Error') as ErrorConstructor
  return Error.prepareStackTrace ?? mainError.prepareStackTrace
}

let mainError: ErrorConstructor | undefined

const FRAME = /^ +at (.*):(\d+):(\d+)$/m

function prepare(frame: NodeJS.CallSite, prepareStack: NonNullable<typeof Error.prepareStackTrace>): Position | undefined {
  try {
    const stack: unknown = prepareStack(new Error(), [frame])
    const [, file, line, column] = FRAME.exec(stack as string) ?? []
    return file === undefined ? undefined : { file: pathOf(file), line: Number(line) - 1, column: Number(column) - 1 }
  } catch {
    return undefined // it has another use of stacks
  }
}
