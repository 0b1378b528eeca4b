import { OPTION_NAMES, type OptionName } from './names.js'
import type { ParallelOptions } from './parallel-options.js'

/** Options of several places as one. */
export interface Merged {
  readonly options: ParallelOptions
  /** The place that names the backend; undefined if none does. */
  readonly home: ParallelOptions | undefined
}

/** They are said of the backend that is named with them, or further out: another one has nothing to do with them. */
const OF_BACKEND: readonly OptionName[] = ['backendOptions', 'innerMaxNumThreads']

/** Each option from the first place that sets it. */
export function merge(places: readonly ParallelOptions[]): Merged {
  const home = places.find(({ backend }) => backend !== undefined)
  const upToHome = home ? places.slice(0, places.indexOf(home) + 1) : places
  const first = (name: OptionName) =>
    (OF_BACKEND.includes(name) ? upToHome : places).find((place) => place[name] !== undefined)?.[name]
  return { options: Object.fromEntries(OPTION_NAMES.map((name) => [name, first(name)])), home }
}
