import { recall } from '../recall.js'
import { type Analysis, freeNames } from './free-names.js'

const analyses = new Map<string, Analysis | undefined>()

/** Returns what `freeNames` does, from memory where it can: one place in the code may make many functions of one text. */
export function analyse(text: string): Analysis | undefined {
  return recall(analyses, text, () => freeNames(text))
}
