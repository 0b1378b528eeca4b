import type { Backend, Executor } from './model/backend.js'
import { warnOnce } from './model/warn.js'
import { envOf } from './options/backend-options.js'
import type { Config } from './options/options.js'

export function openExecutor(backend: Backend, config: Config): Executor {
  const { nJobs, initializer, finalizer, timeout, maxTasksPerWorker, maxMemoryPerWorker } = config
  const { idleTimeout, resourceLimits, innerMaxNumThreads, arrays, codec, onLog, trace } = config
  return backend.open({
    nJobs,
    initializer,
    finalizer,
    timeout,
    maxTasksPerWorker,
    maxMemoryPerWorker,
    idleTimeout,
    resourceLimits,
    innerMaxNumThreads,
    arrays,
    codec,
    onLog,
    env: envOf(config),
    traced: trace !== undefined,
  })
}

/** Warns of options that the backend can't keep. */
export function warnOfUnkept(backend: Backend, { timeout, onLog }: Config): void {
  if (timeout !== undefined) warnOfTimeout(backend, timeout)
  if (onLog) warnOfLog(backend)
}

/** Warns once for each backend that doesn't keep a timeout. */
function warnOfTimeout({ name, traits }: Backend, timeout: number): void {
  const endsWaiting = traits.timeouts === 'waiting'
  const isKept = traits.timeouts === 'all' || (endsWaiting && !traits.inline) // where tasks are meant to wait
  if (isKept) return
  const what = endsWaiting ? 'can end only tasks that wait, not those that compute' : "doesn't end tasks"
  const instead = `a timeout of ${timeout} ms is not kept otherwise. 'threads' and 'processes' keep it`
  warnOnce('WARN_TIMEOUT', `the backend '${name}' ${what}: ${instead}`, name)
}

/** Warns once for each backend whose tasks write where the program does. */
function warnOfLog({ name, traits }: Backend): void {
  if (traits.memory !== 'caller') return
  const what = `onLog hears nothing of tasks on the backend '${name}': they run in the caller's thread, and print as it does`
  const advice = "Workers are heard: name 'threads' or 'processes', or no backend and nJobs: 2 or more"
  warnOnce('WARN_ON_LOG', `${what}. ${advice}`)
}
