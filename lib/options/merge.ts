import { OPTION_NAMES, type OptionName, pick } from './names.js'
import type { ParallelOptions } from './parallel-options.js'

/** Options from several sources as one. */
export interface Merged {
  /** The options in force as they were written, here or in a scope. */
  readonly given: ParallelOptions
  /** The source that names the backend; undefined where none does, and the choice is ours. */
  readonly namedBy: ParallelOptions | undefined
}

/** Options that are meant for the backend named next to them, or further out; not for one that is named further in. */
const OF_BACKEND: readonly OptionName[] = ['backendOptions', 'innerMaxNumThreads']

/** Takes each option from the first source that sets it. */
export function merge(sources: readonly ParallelOptions[]): Merged {
  const namedBy = sources.find(({ backend }) => backend !== undefined)
  const upToName = namedBy ? sources.slice(0, sources.indexOf(namedBy) + 1) : sources
  const first = (name: OptionName) =>
    (OF_BACKEND.includes(name) ? upToName : sources).find((source) => source[name] !== undefined)?.[name]
  return { given: pick(OPTION_NAMES, first), namedBy }
}
