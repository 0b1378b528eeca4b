import { assertFunction } from '../model/assert-function.js'
import type { BackendAlias, BackendName } from './backend-names.js'
import { readScopeOptions, type ScopeOptions } from './names.js'
import { resolveOptions } from './resolve.js'
import { runInScope, scopesHere, scopesOfProgram, setForProgram } from './scope.js'

/** Options that are set for the whole program, until they are taken back. */
export interface ConfigHandle {
  /** Takes them back; what others have set since stays. */
  unregister(): void
  /** The same, for `using`. */
  [Symbol.dispose](): void
}

/**
 * Sets options for every `Parallel` that a function makes, and all that it calls or waits for, however deep; or, without a
 * function, for the whole program. What `Parallel` is given itself comes first, then the innermost scope, the ones around
 * it, and what is set for the program, each option by itself.
 *
 * ```ts
 * await parallelConfig({ backend: 'processes', nJobs: -1 }, () => main())
 * ```
 *
 * `nJobs: null` is the default again, whatever scopes further out say; undefined leaves an option to them.
 *
 * @returns what the function returns, or what takes the options back
 * @throws OptionError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_OPTION`
 * @source joblib `parallel_config`
 */
export function parallelConfig<T>(options: ScopeOptions, fn: () => T): T
export function parallelConfig(options: ScopeOptions): ConfigHandle
export function parallelConfig<T>(options: ScopeOptions, fn?: () => T): T | ConfigHandle {
  if (fn !== undefined) assertFunction(fn, 'parallelConfig() expects a function second, or nothing')
  const read = readScopeOptions(options)
  resolveOptions({}, [read, ...(fn ? scopesHere() : scopesOfProgram())])
  return fn ? runInScope(read, fn) : handle(setForProgram(read))
}

/**
 * {@link parallelConfig} for a backend and, unless the options say otherwise, all cores.
 *
 * @source joblib `parallel_backend`
 */
export function parallelBackend<T>(name: NamedBackend, options: OptionsOfBackend | undefined, fn: () => T): T
export function parallelBackend(name: NamedBackend, options?: OptionsOfBackend): ConfigHandle
export function parallelBackend<T>(name: NamedBackend, options: OptionsOfBackend = {}, fn?: () => T): T | ConfigHandle {
  const { nJobs = -1 } = options
  return parallelConfig({ ...options, nJobs, backend: name }, fn as () => T)
}

type NamedBackend = BackendName | BackendAlias | (string & {})
type OptionsOfBackend = Omit<ScopeOptions, 'backend'>

function handle(unregister: () => void): ConfigHandle {
  return { unregister, [Symbol.dispose]: unregister }
}
