import { OPTION_NAMES, type OptionName, pick } from './names.js'
import type { ParallelOptions } from './parallel-options.js'

/** Options of several places as one. */
export interface Merged {
  /** The options in force as they were written, here or in a scope. */
  readonly given: ParallelOptions
  /** The options that name the backend, of this place or of a scope; undefined where none do: then the choice is ours. */
  readonly namedBy: ParallelOptions | undefined
}

/** Meant for the backend that is named next to them, or further out; not for one that is named further in. */
const OF_BACKEND: readonly OptionName[] = ['backendOptions', 'innerMaxNumThreads']

/** Each option from the first place that sets it. */
export function merge(places: readonly ParallelOptions[]): Merged {
  const namedBy = places.find(({ backend }) => backend !== undefined)
  const upToName = namedBy ? places.slice(0, places.indexOf(namedBy) + 1) : places
  const first = (name: OptionName) =>
    (OF_BACKEND.includes(name) ? upToName : places).find((place) => place[name] !== undefined)?.[name]
  return { given: pick(OPTION_NAMES, first), namedBy }
}
