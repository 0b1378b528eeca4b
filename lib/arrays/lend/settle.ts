import { warn } from '../../model/warn.js'
import type { TrackedCopy } from './tracked-copy.js'
import type { Terms } from './lend-by.js'
import type { Settle } from './loans.js'
import type { Ranges } from './ranges.js'
import { bytesIn } from './windows.js'

/** The way to settle copies when a call with these terms ends. */
export function settleBy({ access, kind }: Pick<Terms, 'access' | 'kind'>): Settle {
  if (access === 'write') return copyBack
  return access === 'read' && kind === 'thread' ? warnIfWritten : () => {}
}

/**
 * Writes what tasks have changed into the caller's memory. Unchanged bytes aren't written, as they may be in memory that is lent
 * to this thread to read. Bytes that no view sees aren't either: the rest of a buffer may be somebody else's, such as Node's pool.
 */
function copyBack({ copy, source, window: { byteOffset } }: TrackedCopy, seen: Ranges): void {
  if (!source || source.byteLength === 0) return // garbage, or detached
  for (const part of seen) {
    const bytes = bytesIn(source, part)
    const start = part.byteOffset - byteOffset
    if (!copy.isSame(bytes, start)) copy.copyBack(bytes, start)
  }
}

/** Warns once for each copy that has changed. Whether another task has seen that can't be told. */
function warnIfWritten(tracked: TrackedCopy): void {
  const { copy, sourceBytes, isBlamed } = tracked
  if (isBlamed || !sourceBytes || copy.isSame(sourceBytes)) return
  tracked.isBlamed = true
  warn(
    'WARN_ARRAY_WRITTEN',
    `the workers' copy of an array (${sourceBytes.byteLength} bytes) differs from yours, though mmapMode 'r' is for reading: either ` +
    'a task wrote to it, and other tasks may have seen that, or your program changed the array while the call ran, and tasks ' +
    "saw it as it was before. mmapMode 'c' gives tasks copies, 'r+' lets them write for everybody; strictReadonly: true finds who writes",
  )
}
