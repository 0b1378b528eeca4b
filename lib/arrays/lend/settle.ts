import { warn } from '../../model/warn.js'
import type { KeptCopy } from './kept-copy.js'
import type { Terms } from './lend-by.js'

/** What is done about a copy at the end of a call. */
export type Settle = (kept: KeptCopy) => void

export function settleBy({ access, kind }: Pick<Terms, 'access' | 'kind'>): Settle {
  if (access === 'write') return copyBack
  return access === 'read' && kind === 'thread' ? warnIfWritten : () => {}
}

/** Bytes that nobody has changed aren't written: they may be in memory that is lent to us to read. */
function copyBack({ copy, sourceBytes }: KeptCopy): void {
  if (sourceBytes && !copy.isSame(sourceBytes)) copy.copyBack(sourceBytes)
}

/** Once for each copy. A task that had it alone has harmed nobody, but that can't be told: those of a batch have it in common. */
function warnIfWritten(kept: KeptCopy): void {
  const { copy, sourceBytes, isBlamed } = kept
  if (isBlamed || !sourceBytes || copy.isSame(sourceBytes)) return
  kept.isBlamed = true
  warn(
    'WARN_ARRAY_WRITTEN',
    `an array's buffer of ${sourceBytes.byteLength} bytes isn't what the workers were lent to read (mmapMode: 'r'): either ` +
    'tasks wrote to it, and other tasks may have seen that, or the program changed it while the call ran, and tasks saw it as ' +
    "it was before. mmapMode: 'c' gives tasks copies, 'r+' has them write for everybody; strictReadonly: true finds who writes",
  )
}
