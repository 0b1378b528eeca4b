import type { ClassForm, PrivateStatic } from './class-form.js'
import { blank, type Edit, type Range, replaceBy } from './edits.js'
import type { Analysis } from './free-names.js'

/** Names for what the evaluation of a class would compute. */
export interface ClassNames {
  /** A name for the class that it extends. */
  readonly superName?: string | undefined
  /** Names for computed keys, by their index in `ClassForm.keys`; the others stay as they are. */
  readonly keyNames?: readonly (string | undefined)[]
  /** Names for the values of private static fields, by their index in `ClassForm.privateStatics`. */
  readonly privateNames?: readonly string[]
}

/** Returns edits by which the text of a class gives it without running the user's code, as far as `ClassForm` promises. */
export function classEdits(text: string, analysis: Analysis, names: ClassNames): Edit[] {
  const { superName, keyNames = [], privateNames = [] } = names
  const { heritage, keys, statics, privateStatics } = analysis.class ?? NOTHING
  const extended = heritage && superName !== undefined ? [replaceBy(superName, text, heritage)] : []
  const named = keys.flatMap(({ range }, i) => (keyNames[i] === undefined ? [] : [replaceBy(keyNames[i], text, range)]))
  const initialised = privateNames.map((name, i) => initialise(name, text, privateStatics[i]!))
  return [...extended, ...named, ...initialised, ...statics.map((range) => leaveOut(text, range))]
}

const NOTHING: Pick<ClassForm, 'heritage' | 'keys' | 'statics' | 'privateStatics'> = {
  heritage: undefined,
  keys: [],
  statics: [],
  privateStatics: [],
}

function initialise(name: string, text: string, { value }: PrivateStatic): Edit {
  const [start, end] = value
  return start === end ? [start, end, `=${name}`] : replaceBy(name, text, value)
}

/** The semicolon ends the member before, which may have had the end of its line for that. */
function leaveOut(text: string, [start, end]: Range): Edit {
  return [start, end, `;${blank(text.slice(start + 1, end))}`]
}
