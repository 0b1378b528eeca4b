import type { ParallelAsyncOptions, ParallelMapOptions } from './map-options.js'
import { LONGEST_TIMER } from './model/timers.js'
import { resolveBatchSize } from './options/batch-size.js'
import { checkNames, checkObject, invalid } from './options/checks.js'
import { resolveTimeout } from './options/limits.js'

type AnyOptions = ParallelMapOptions<unknown[], object> & ParallelAsyncOptions<unknown[], object>

/** The options of a call, checked. Those that are undefined are decided by scopes and `Parallel`. */
export interface MapConfig
  extends Pick<AnyOptions, 'nWorkers' | 'threadpool' | 'chunkSize' | 'kwargs' | 'progress' | 'total' | 'signal'> {
  /** Milliseconds; Infinity: no limit, whatever scopes say. */
  readonly timeout: number | undefined
  readonly pause: number
  readonly args: readonly unknown[]
  readonly returnExceptions: boolean
  readonly cancelOnError: boolean
}

const COMMON = ['nWorkers', 'timeout', 'pause', 'returnExceptions', 'args', 'kwargs', 'progress', 'total', 'signal'] as const
const NAMES = {
  parallel: [...COMMON, 'threadpool', 'chunkSize'],
  parallelAsync: [...COMMON, 'cancelOnError'],
  parallelAsyncGen: COMMON,
} as const satisfies Readonly<Record<string, readonly (keyof AnyOptions)[]>>

export type MapName = keyof typeof NAMES

/** Checks the options that `Parallel` doesn't have, or has under another name. It checks the others itself. */
export function resolveMapOptions(name: MapName, options: unknown): MapConfig {
  checkObject('options', 'an object such as { nWorkers: 4 }', options)
  checkNames(options, NAMES[name])
  const given: AnyOptions = options
  return {
    nWorkers: resolveWorkers(given.nWorkers, name === 'parallel' ? 0 : 1),
    threadpool: resolveSwitch('threadpool', given.threadpool),
    returnExceptions: resolveSwitch('returnExceptions', given.returnExceptions) ?? false,
    cancelOnError: resolveSwitch('cancelOnError', given.cancelOnError) ?? false,
    pause: resolvePause(given.pause),
    timeout: given.timeout === undefined ? undefined : (resolveTimeout(given.timeout) ?? Infinity),
    chunkSize: given.chunkSize === undefined ? undefined : resolveBatchSize(given.chunkSize, 'chunkSize'),
    args: resolveArgs(given.args),
    kwargs: resolveKwargs(given.kwargs),
    progress: given.progress,
    total: given.total,
    signal: given.signal,
  }
}

function resolveWorkers(given: number | undefined, least: 0 | 1): number | undefined {
  if (given === undefined || (Number.isSafeInteger(given) && given >= least)) return given
  throw invalid('nWorkers', `a whole number of at least ${least}`, given, least === 0 ? 'Leave it out for all cores' : undefined)
}

function resolveSwitch(option: string, given: unknown): boolean | undefined {
  if (given === undefined || typeof given === 'boolean') return given
  throw invalid(option, 'true or false', given)
}

function resolvePause(given: unknown = 0): number {
  if (typeof given === 'number' && given >= 0 && given <= LONGEST_TIMER) return given
  throw invalid('pause', `a number of milliseconds from 0 to ${LONGEST_TIMER}`, given)
}

function resolveArgs(given: unknown = []): readonly unknown[] {
  if (Array.isArray(given)) return given
  throw invalid('args', 'an array of arguments', given)
}

function resolveKwargs(given: unknown): object | undefined {
  if (given !== undefined) checkObject('kwargs', 'an object such as { quality: 80 }', given)
  return given
}
