import { freeNames } from './free-names.js'
import type { Analysis } from './free-names.js'

/** A program may make functions of ever new texts. */
const MOST_REMEMBERED = 1000

const analyses = new Map<string, Analysis | undefined>()

/** Like `freeNames`, which takes long for the many functions that one place in the code may make. */
export function analyse(text: string): Analysis | undefined {
  if (analyses.has(text)) return analyses.get(text)
  const analysis = freeNames(text)
  if (analyses.size >= MOST_REMEMBERED) analyses.clear()
  analyses.set(text, analysis)
  return analysis
}
