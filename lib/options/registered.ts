import type { Backend } from '../model/backend.js'
import { ofThread } from '../model/of-thread.js'
import { OUR_NAMES } from './backend-names.js'
import { invalid } from './checks.js'
import type { BackendOptions } from './parallel-options.js'

type Made = Backend | { readonly default: Backend }

/**
 * Makes a backend when it is first needed, from the `backendOptions` that were given along with its name; `{}` if none were.
 * A module whose default export is a backend will do, so it may be as short as `() => import('./my-backend.js')`.
 */
export type BackendFactory<O extends object = BackendOptions> = (options: O) => Made | PromiseLike<Made>

export interface Registration {
  readonly name: string
  readonly factory: BackendFactory
  readonly isDefault: boolean
}

/** The newest last: it counts. */
const registrations = ofThread<Registration[]>('backends', () => [])

/**
 * Gives a backend a name, which `backend` then takes like one of ours. The same name once more replaces it.
 *
 * ```ts
 * const forget = registerParallelBackend('cluster', ({ url }: { url: string }) => new Cluster(url))
 * await Parallel({ backend: 'cluster', backendOptions: { url }, nJobs: -1 }).map(render, frames)
 * ```
 *
 * @param options.makeDefault it is also taken where no backend is named
 * @returns undoes it
 * @throws OptionError `ERR_INVALID_OPTION`
 * @source joblib `register_parallel_backend`
 */
export function registerParallelBackend<O extends object = BackendOptions>(
  name: string,
  factory: BackendFactory<O>,
  { makeDefault = false }: { readonly makeDefault?: boolean | undefined } = {},
): () => void {
  if (typeof name !== 'string' || name === '') throw invalid('name', 'a text that is not empty', name)
  if (OUR_NAMES.includes(name)) throw invalid('name', 'a name that no backend of the library has', name)
  if (typeof factory !== 'function') throw invalid('factory', 'a function that gives a backend', factory)
  if (typeof makeDefault !== 'boolean') throw invalid('makeDefault', 'true or false', makeDefault)
  const registration = { name, factory: factory as unknown as BackendFactory, isDefault: makeDefault }
  registrations.push(registration)
  return () => {
    const place = registrations.indexOf(registration)
    if (place >= 0) registrations.splice(place, 1)
  }
}

export function registered(name: string): Registration | undefined {
  return registrations.findLast((each) => each.name === name)
}

/** What is taken where no backend is named, if one was registered as that. */
export function registeredDefault(): Registration | undefined {
  return registrations.findLast(({ isDefault }) => isDefault)
}

export function registeredNames(): string[] {
  return [...new Set(registrations.map(({ name }) => name))]
}
