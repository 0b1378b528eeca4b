import type { ArrayOptions } from '../model/array-options.js'
import { now } from '../model/clock.js'
import type { ProgressEvent } from '../model/events.js'
import { type Observer, observers } from '../model/observer.js'
import { bar } from './bar.js'
import { Collector } from './collector.js'
import type { Insights } from './insights.js'
import { lines } from './lines.js'
import { makeInsights } from './make-insights.js'
import { progressHook } from './progress-hook.js'
import { retryHook } from './retry-hook.js'
import { loadBars, type OpenBar } from './screen.js'
import { traceFile } from './trace-file.js'
import { Tracer } from './tracer.js'
import { VerboseReporter } from './verbose-reporter.js'

/** The options that say what is to be told of a call. */
export interface ObserverOptions {
  readonly nJobs: number
  readonly backend: string | { readonly name: string }
  readonly verbose: number
  readonly progress: boolean | ((event: ProgressEvent) => void)
  readonly total: number | undefined
  readonly trace: string | undefined
  /** Undefined: large arrays are copied. */
  readonly arrays: ArrayOptions | undefined
  readonly onRetry: Observer['retried']
}

/** What else the observers of a call have to know. */
export interface ObservedCall {
  /** `nJobs` as the user wrote it. */
  readonly nJobs: number | string | null | undefined
  /** How many tasks there are, where the input says so. */
  readonly length: number | undefined
  /** How many cores the program may use. */
  readonly cores: () => number
  /** Takes the call's insights when it has ended. */
  readonly keep: (insights: () => Insights) => void
}

/** Makes an observer of all that watch one call. */
export async function observe(options: ObserverOptions, call: ObservedCall): Promise<Observer> {
  const { nJobs, backend, arrays, verbose, progress, total: hint, trace, onRetry } = options
  const name = typeof backend === 'string' ? backend : backend.name
  const total = hint ?? call.length
  const open = progress === true && canDraw() ? await loadBars() : undefined
  const insights = () => makeInsights(collector.call!, call.cores())
  const ended = () => call.keep(insights)
  const collector = new Collector({ backend: name, nJobs, copiesArrays: arrays === undefined, ended })
  const all: Observer[] = [collector]
  if (trace !== undefined) all.push(new Tracer({ file: traceFile(trace), startedAt: collector.startedAt, insights }))
  if (verbose > 0) all.push(new VerboseReporter({ verbose, nJobs, nJobsGiven: call.nJobs, backend: name, total }))
  if (onRetry) all.push(retryHook(onRetry))
  if (progress) all.push(progressOf(progress, total, open)) // last: others are to hear of the end even if a hook throws
  return observers(all)
}

type ProgressOption = Exclude<ObserverOptions['progress'], false>

/**
 * Makes the observer that tells how far the call is.
 *
 * @param open opens a bar; undefined where none can be drawn
 */
function progressOf(progress: ProgressOption, total: number | undefined, open: OpenBar | undefined): Observer {
  const options = { total, now }
  if (progress !== true) return progressHook(progress, options)
  return open ? bar({ ...options, open }) : lines({ ...options, write: (line) => process.stderr.write(`${line}\n`) })
}

function canDraw(): boolean {
  return process.stderr.isTTY && process.env['TERM'] !== 'dumb'
}
