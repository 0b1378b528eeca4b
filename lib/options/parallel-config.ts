import { assertFunction } from '../model/assert-function.js'
import type { BackendAlias, BackendName } from './backend-names.js'
import { readScopeOptions, type ScopeOptions } from './names.js'
import { resolveOptions } from './resolve.js'
import { runInScope, scopesHere, scopesOfProgram, setForProgram } from './scope.js'

/** Stands for options that were set for the whole program. */
export interface ConfigHandle {
  /** Takes these options back. What was set since stays. */
  unregister(): void
  /** The same, called by `using`. */
  [Symbol.dispose](): void
}

/**
 * Sets options for every `Parallel` that is made while a function runs, also in what it calls or awaits, however deep. Without a
 * function it sets them for the whole program. Each option by itself has the first of these values that there is: what `Parallel`
 * is given, what the innermost scope sets, what the scopes around it set, what is set for the program, the default.
 *
 * ```ts
 * await parallelConfig({ backend: 'processes', nJobs: -1 }, () => main())
 * ```
 *
 * `nJobs: null` is the default again, whatever scopes further out say; undefined leaves an option to them.
 *
 * @param options all but `returnAs`, `onError`, `total`, `signal` and `codec`, which are for a single `Parallel`
 * @param fn sync or async
 * @returns what the function returns; without one, a handle that takes the options back
 * @throws OptionError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_OPTION`; TypeError when `fn` is no function
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
 * {@link parallelConfig} with a backend as its first argument. Unless the options set `nJobs`, it is -1, all cores.
 *
 * @param name of one of the library's backends, or a registered one
 * @returns what the function returns; without one, a handle that takes the options back
 * @throws as `parallelConfig`
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
