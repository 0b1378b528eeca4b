import { OptionError } from '../model/errors.js'
import { isOurs, standsFor } from './backend-names.js'
import { didYouMean, invalid, quoted } from './checks.js'
import type { BackendOptions, ParallelOptions } from './parallel-options.js'

/** Backends of ours that have options. */
const WITH_ENV = ['threads', 'processes']

/**
 * Options of a backend stand next to its name, so that nobody wonders whose they are.
 *
 * @throws OptionError `ERR_INVALID_OPTION`
 */
export function checkBackendOptions({ backend, backendOptions: given }: ParallelOptions): void {
  if (given === undefined) return
  if (typeof given !== 'object' || given === null) throw invalid('backendOptions', 'an object', given)
  if (typeof backend !== 'string') {
    const advice = backend === undefined
      ? "Name it in the same object, such as { backend: 'processes', backendOptions: { env: {} } }"
      : 'A backend that is an object has its options already: leave them out'
    throw new OptionError('backendOptions', `backendOptions are for a backend that is named along with them. ${advice}`)
  }
  const name = standsFor(backend)
  if (isOurs(name)) checkOurs(name, given)
}

/** The variables that workers of ours get. */
export function envOf({ backend, backendOptions }: ParallelOptions): Readonly<Record<string, string>> | undefined {
  const isOne = typeof backend === 'string' && WITH_ENV.includes(backend)
  return isOne ? (backendOptions?.['env'] as Readonly<Record<string, string>> | undefined) : undefined
}

function checkOurs(backend: string, given: BackendOptions): void {
  const known = WITH_ENV.includes(backend) ? ['env'] : []
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    const expected = known.length > 0 ? `an object with ${quoted(known)} where backend is '${backend}'` : `left out where backend is '${backend}'`
    throw invalid('backendOptions', expected, given, didYouMean(unknown, known))
  }
  checkEnv(given['env'])
}

function checkEnv(env: unknown): void {
  if (env === undefined) return
  if (typeof env !== 'object' || env === null) throw invalid('backendOptions.env', "an object such as { LEVEL: '3' }", env)
  for (const [name, value] of Object.entries(env)) {
    if (typeof value !== 'string') throw invalid(`backendOptions.env.${name}`, 'a string', value)
  }
}
