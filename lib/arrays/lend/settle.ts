import { warn } from '../../model/warn.js'
import type { KeptCopy } from './kept-copy.js'
import type { Terms } from './lend-by.js'
import type { Settle } from './loans.js'
import type { Ranges } from './ranges.js'
import { bytesIn } from './windows.js'

export function settleBy({ access, kind }: Pick<Terms, 'access' | 'kind'>): Settle {
  if (access === 'write') return copyBack
  return access === 'read' && kind === 'thread' ? warnIfWritten : () => {}
}

/**
 * Bytes that nobody has changed aren't written: they may be in memory that is lent to us to read. Nor are those that no view
 * sees: the rest of a buffer is somebody else's, such as Node's pool, and may be another by now.
 */
function copyBack({ copy, source, window: { byteOffset } }: KeptCopy, seen: Ranges): void {
  if (!source || source.byteLength === 0) return // garbage, or detached
  for (const part of seen) {
    const bytes = bytesIn(source, part)
    const start = part.byteOffset - byteOffset
    if (!copy.isSame(bytes, start)) copy.copyBack(bytes, start)
  }
}

/** Once for each copy. A task that had it alone has harmed nobody, but that can't be told: those of a batch have it in common. */
function warnIfWritten(kept: KeptCopy): void {
  const { copy, sourceBytes, isBlamed } = kept
  if (isBlamed || !sourceBytes || copy.isSame(sourceBytes)) return
  kept.isBlamed = true
  warn(
    'WARN_ARRAY_WRITTEN',
    `the workers' copy of an array (${sourceBytes.byteLength} bytes) differs from yours, though mmapMode 'r' is for reading: either ` +
    'a task wrote to it, and other tasks may have seen that, or your program changed the array while the call ran, and tasks ' +
    "saw it as it was before. mmapMode 'c' gives tasks copies, 'r+' lets them write for everybody; strictReadonly: true finds who writes",
  )
}
