import { recall } from '../recall.js'
import { type Analysis, freeNames } from './free-names.js'

const analyses = new Map<string, Analysis | undefined>()

/** Like `freeNames`, which takes long for the many functions that one place in the code may make. */
export function analyse(text: string): Analysis | undefined {
  return recall(analyses, text, () => freeNames(text))
}
