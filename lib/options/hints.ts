import { OptionError } from '../model/errors.js'
import { oneOf } from './checks.js'
import { type ParallelOptions, PREFER, type Prefer, REQUIRE, type Require } from './parallel-options.js'

/** What the user asks of a backend without naming one. */
export interface Hints {
  readonly prefer?: Prefer | undefined
  readonly require?: Require | undefined
}

/**
 * Checks the hints.
 *
 * @throws OptionError `ERR_INVALID_OPTION` for a value that there isn't, and two that exclude each other
 */
export function resolveHints({ prefer, require }: ParallelOptions): Hints {
  if (prefer !== undefined) oneOf('prefer', PREFER, prefer)
  if (require !== undefined) oneOf('require', REQUIRE, require)
  if (prefer === 'processes' && require === 'sharedmem') {
    const what = "require: 'sharedmem' excludes prefer: 'processes': processes don't see the caller's objects"
    throw new OptionError('require', `${what}. Leave one of them out`)
  }
  return { prefer, require }
}
