import type { Backend } from '../model/backend.js'
import { BackendError } from '../model/errors.js'
import { isBackend } from '../options/backend.js'
import type { ParallelOptions } from '../options/parallel-options.js'
import { registered, type Registration } from '../options/registered.js'
import { show } from '../options/show.js'

interface Loaded {
  readonly registration: Registration
  readonly backend: Promise<Backend>
}

/** Backends by the object that names them: a scope has one, whoever uses it there. */
const loaded = new WeakMap<object, Loaded>()

/**
 * Makes a registered backend, or gives the one made before.
 *
 * @param namedBy the object that names the backend; undefined where it is the default
 */
export function loadRegistered(name: string, namedBy: ParallelOptions | undefined): Promise<Backend> {
  const registration = registered(name)
  if (!registration) return Promise.reject(unavailable(name, 'it is not registered any more', 'Register it again'))
  const key = namedBy ?? registration
  const known = loaded.get(key)
  if (known?.registration === registration) return known.backend
  const backend = make(registration, namedBy?.backendOptions ?? {})
  loaded.set(key, { registration, backend })
  backend.catch(() => loaded.delete(key)) // the next call may have more luck
  return backend
}

async function make({ name, factory }: Registration, options: NonNullable<ParallelOptions['backendOptions']>): Promise<Backend> {
  const made = await call(name, () => factory(options))
  const backend = isBackend(made) ? made : made?.default
  if (isBackend(backend)) return backend
  const expected = 'its factory has to give an object with name, traits and open(), or a module that exports one as its default'
  throw unavailable(name, `${expected}, got: ${show(made)}`)
}

async function call<T>(name: string, factory: () => T): Promise<Awaited<T>> {
  try {
    return await factory()
  } catch (error) {
    throw isMissingModule(error) ? notInstalled(name, error) : error
  }
}

function isMissingModule(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
}

/** The error of a factory that could not import: only packages can be installed, of a missing file Node's own message tells. */
function notInstalled(name: string, cause: Error): BackendError {
  const missing = /^Cannot find (?:package|module) '((?![./]|\w:|file:)(?:@[^/']+\/)?[^/']+)/.exec(cause.message)?.[1]
  if (missing === undefined) return unavailable(name, cause.message, undefined, { cause })
  const why = `it needs the package '${missing}', which is not installed`
  return unavailable(name, why, `Install it: npm install ${missing}`, { cause })
}

function unavailable(name: string, why: string, advice?: string, options?: ErrorOptions): BackendError {
  const ending = advice === undefined ? '' : `. ${advice}`
  return new BackendError('ERR_BACKEND_UNAVAILABLE', `backend '${name}' is not available: ${why}${ending}`, options)
}
