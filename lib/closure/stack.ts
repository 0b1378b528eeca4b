import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Ends the names of scripts whose positions only the sending thread can map: it has loaded their source maps. */
const MARK = '?shipped'
const MARKED = /([^\s(]\S*?)\?shipped:(\d+):(\d+)/g

/** What this thread was sent itself: it can't map these, but its own parent can. */
const received = new Set<string>()

/** The name that a script with a source map gets where its functions are revived. */
export function markedUrl(url: string): string {
  received.add(url)
  return url + MARK
}

/** The url of a script, whichever name it has here. */
export function unmarkedUrl(url: string): string {
  return url.endsWith(MARK) ? url.slice(0, -MARK.length) : url
}

/** The stack as it would read here: positions of revived functions go through the source maps of this thread. */
export function remapStack(stack: string): string {
  if (!stack.includes(MARK)) return stack
  return stack.replace(MARKED, (whole, url: string, line: string, column: string) =>
    received.has(url) ? whole : originalPosition(url, Number(line), Number(column)),
  )
}

function originalPosition(url: string, line: number, column: number): string {
  const entry = findSourceMap(url)?.findEntry(line - 1, column - 1)
  if (!entry || !('originalSource' in entry)) return `${url}:${line}:${column}`
  const { originalSource, originalLine, originalColumn } = entry
  const path = originalSource.startsWith('file:') ? fileURLToPath(originalSource) : originalSource
  return `${path}:${originalLine + 1}:${originalColumn + 1}`
}
