import { ofThread } from '../../model/of-thread.js'
import { originalPosition, pathOf } from '../engine/source-map.js'
import type { Place } from '../node.js'

/** The end of the names of scripts whose positions only the sending thread can map: it has loaded their source maps. */
const MARK = '?shipped'
const MARKED = /([^\s(]\S*?)\?shipped:(\d+):(\d+)/g

/** Scripts that this thread was sent itself: it can't map their positions, but its own parent can. */
const received = ofThread('received', () => new Set<string>())
/** Scripts that were sent from ES modules. Stacks show them as modules, though they run as scripts here. */
const modules = ofThread('modules', () => new Set<string>())

/** Returns the name of a script that was sent, as stacks show it: ES modules by URL, CommonJS modules by path. */
export function scriptName({ url, module, mapped }: Place): string {
  if (module) modules.add(url)
  if (mapped) return markedUrl(url)
  return module ? url : pathOf(url)
}

/** Whether code that was sent comes from an ES module. */
export function wasModule(url: string): boolean {
  return modules.has(url)
}

/** Returns the name that a script with a source map gets where its functions are revived. */
function markedUrl(url: string): string {
  received.add(url)
  return url + MARK
}

export function isMarked(url: string): boolean {
  return url.endsWith(MARK)
}

/** Returns the URL of a script, whichever name it has here. */
export function unmarkedUrl(url: string): string {
  return isMarked(url) ? url.slice(0, -MARK.length) : url
}

/** Returns a stack as it would read here: positions of revived functions go through the source maps of this thread. */
export function remapStack(stack: string): string {
  if (!stack.includes(MARK)) return stack
  return stack.replace(MARKED, (whole, url: string, line: string, column: string) =>
    received.has(url) ? whole : positionText(url, Number(line), Number(column)),
  )
}

function positionText(url: string, line: number, column: number): string {
  const written = originalPosition(url, line - 1, column - 1)
  return written ? `${written.file}:${written.line + 1}:${written.column + 1}` : `${url}:${line}:${column}`
}
