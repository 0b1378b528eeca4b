import type { Backend } from '../model/backend.js'
import { ofThread } from '../model/of-thread.js'
import { OUR_NAMES } from './backend-names.js'
import { checkNames, checkObject, invalid } from './checks.js'
import type { BackendOptions } from './parallel-options.js'

type Made = Backend | { readonly default: Backend }

/**
 * A function that makes a backend, or a promise of one. It is called when the backend is first needed, with the `backendOptions`
 * that were given next to its name, or `{}`. It may also give a module whose default export is a backend:
 * `() => import('./my-backend.js')`.
 */
export type BackendFactory<O extends object = BackendOptions> = (options: O) => Made | PromiseLike<Made>

export interface Registration {
  readonly name: string
  readonly factory: BackendFactory
  readonly isDefault: boolean
}

/** The backends that were registered, the newest last, which counts where a name occurs twice. */
const registrations = ofThread<Registration[]>('backends', () => [])

/**
 * Gives a backend a name, which the option `backend` then takes like those of the library. Registering the same name again replaces
 * the backend.
 *
 * ```ts
 * const forget = registerParallelBackend('cluster', ({ url }: { url: string }) => new Cluster(url))
 * await Parallel({ backend: 'cluster', backendOptions: { url }, nJobs: -1 }).map(render, frames)
 * ```
 *
 * @param name a text that is not empty, and none of the library's own names
 * @param factory makes the backend when it is first needed
 * @param options.makeDefault true: the backend is also used where none is named; default false
 * @returns a function that undoes the registration
 * @throws OptionError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_OPTION`
 * @source joblib `register_parallel_backend`
 */
export function registerParallelBackend<O extends object = BackendOptions>(
  name: string,
  factory: BackendFactory<O>,
  options: { readonly makeDefault?: boolean | undefined } = {},
): () => void {
  if (typeof name !== 'string' || name === '') throw invalid('name', 'a text that is not empty', name)
  if (OUR_NAMES.includes(name)) throw invalid('name', 'a name that no backend of the library has', name)
  if (typeof factory !== 'function') throw invalid('factory', 'a function that gives a backend', factory)
  checkObject('options', 'an object such as { makeDefault: true }', options)
  checkNames(options, ['makeDefault'])
  const { makeDefault = false } = options
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

/** The registered backend to take where none is named; undefined if none was registered as the default. */
export function registeredDefault(): Registration | undefined {
  return registrations.findLast(({ isDefault }) => isDefault)
}

export function registeredNames(): string[] {
  return [...new Set(registrations.map(({ name }) => name))]
}
