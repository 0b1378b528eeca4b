import { OptionError } from '../model/errors.js'
import { infoOf, resolveAlias } from './backend-names.js'
import { checkNames, checkObject, invalid } from './checks.js'
import type { BackendOptions, ParallelOptions } from './parallel-options.js'

/**
 * Checks `backendOptions`. They have to stand next to the name of their backend, so that nobody wonders whose they are.
 *
 * @throws OptionError `ERR_INVALID_OPTION`
 */
export function checkBackendOptions({ backend, backendOptions: given }: ParallelOptions): void {
  if (given === undefined) return
  checkObject('backendOptions', 'an object', given)
  if (typeof backend !== 'string') {
    const advice = backend === undefined
      ? "Name it in the same object, such as { backend: 'processes', backendOptions: { env: {} } }"
      : 'A backend that is an object has its options already: leave them out'
    throw new OptionError('backendOptions', `backendOptions are for a backend that is named along with them. ${advice}`)
  }
  const name = resolveAlias(backend)
  const known = infoOf(name)?.options
  if (known) checkOurs(name, known, given)
}

/** The variables that `backendOptions` add to the environment of the library's own workers. */
export function envOf({ backend, backendOptions }: ParallelOptions): Readonly<Record<string, string>> | undefined {
  const env = infoOf(backend)?.options.includes('env') ? backendOptions?.['env'] : undefined
  return env as Readonly<Record<string, string>> | undefined
}

function checkOurs(backend: string, known: readonly string[], given: BackendOptions): void {
  if (known.length === 0 && Object.keys(given).length > 0) {
    throw invalid('backendOptions', `left out where backend is '${backend}'`, given)
  }
  checkNames(given, known, 'backendOptions')
  checkEnv(given['env'])
}

function checkEnv(env: unknown): void {
  if (env === undefined) return
  checkObject('backendOptions.env', "an object such as { LEVEL: '3' }", env)
  for (const [name, value] of Object.entries(env)) {
    if (typeof value !== 'string') throw invalid(`backendOptions.env.${name}`, 'a string', value)
  }
}
