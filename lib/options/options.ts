import type { Backend } from '../model/backend.js'
import { OptionError } from '../model/errors.js'
import { Task } from '../model/task.js'
import { type BackendName, resolveBackend } from './backend.js'
import { resolveBatchSize } from './batch-size.js'
import { didYouMean, invalid, oneOf } from './checks.js'
import { cpuCount } from './cpu-count.js'
import { resolveNJobs } from './n-jobs.js'
import { ON_ERROR, type OnError, type ParallelOptions, RETURN_AS, type ReturnAs } from './parallel-options.js'
import { resolvePreDispatch } from './pre-dispatch.js'
import { show } from './show.js'

export { BACKEND_ALIASES, BACKEND_NAMES, type BackendAlias, type BackendName } from './backend.js'
export type { OnError, ParallelOptions, ReturnAs } from './parallel-options.js'

/** What a run needs to know: {@link ParallelOptions} with every default filled in and every value checked. Frozen. */
export interface Config {
  /** At least 1. */
  readonly nJobs: number
  readonly backend: BackendName | Backend
  readonly batchSize: 'auto' | number
  /** In tasks, at least 1, maybe Infinity; undefined leaves it to the dispatcher. */
  readonly preDispatch: number | undefined
  readonly returnAs: ReturnAs
  readonly onError: OnError
  readonly verbose: number
  readonly signal: AbortSignal | undefined
  readonly initializer: Task | undefined
}

/** The names there are. As a record, for the compiler to notice when one is missing. */
const NAMES: Readonly<Record<keyof ParallelOptions, true>> = {
  nJobs: true,
  backend: true,
  batchSize: true,
  preDispatch: true,
  returnAs: true,
  onError: true,
  verbose: true,
  signal: true,
  initializer: true,
}

/**
 * Checks what the user wrote and fills in the rest. Nobody after it checks an option again.
 *
 * @throws OptionError `ERR_UNKNOWN_OPTION` for a name that is no option, `ERR_INVALID_OPTION` for a value that the
 * option can't have
 */
export function normalizeOptions(options: ParallelOptions = {}): Config {
  checkNames(options)
  const nJobs = resolveNJobs(options.nJobs, cpuCount())
  return Object.freeze({
    nJobs,
    backend: resolveBackend(options.backend, nJobs),
    batchSize: resolveBatchSize(options.batchSize),
    preDispatch: resolvePreDispatch(options.preDispatch, nJobs),
    returnAs: oneOf('returnAs', RETURN_AS, options.returnAs),
    onError: oneOf('onError', ON_ERROR, options.onError),
    verbose: resolveVerbose(options.verbose),
    signal: resolveSignal(options.signal),
    initializer: resolveInitializer(options.initializer),
  })
}

function checkNames(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalid('options', 'an object such as { nJobs: -1 }', options)
  }
  for (const name in options) {
    if (!Object.hasOwn(NAMES, name)) throw unknownName(name)
  }
}

function unknownName(name: string): OptionError {
  const known = Object.keys(NAMES)
  const sentences = [`unknown option ${show(name)}.`, didYouMean(name, known), `Valid options: ${known.join(', ')}`]
  return new OptionError(name, sentences.filter(Boolean).join(' '), 'ERR_UNKNOWN_OPTION')
}

function resolveVerbose(given: unknown): number {
  if (given === undefined) return 0
  if (typeof given === 'number' && given >= 0) return given
  throw invalid('verbose', 'a number of at least 0', given)
}

function resolveSignal(given: unknown): AbortSignal | undefined {
  if (given === undefined || given instanceof AbortSignal) return given
  const advice = given instanceof AbortController ? "Pass the controller's signal" : undefined
  throw invalid('signal', 'an AbortSignal', given, advice)
}

function resolveInitializer(given: unknown): Task | undefined {
  if (given === undefined || given instanceof Task) return given
  if (typeof given === 'function') return new Task(given as () => unknown, [])
  throw invalid('initializer', 'a function or a task made by delayed()', given)
}
