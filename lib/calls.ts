import { setImmediate } from 'node:timers/promises'
import { CallerContext } from './caller-context.js'
import { importing, refuseImport } from './closure/thread/importing.js'
import { isMainFileCalling, mainFilesOfProgram } from './closure/thread/program.js'
import type { Backend, Executor, ExecutorOptions } from './model/backend.js'
import { enterNested, leaveNested } from './model/depth.js'
import { ClosedError, MainFileError } from './model/errors.js'
import { type Observer, observers } from './model/observer.js'
import { finalize } from './model/finalizer.js'
import { call } from './model/task.js'
import { warn } from './model/warn.js'
import { envOf } from './options/backend-options.js'
import { cpuCount } from './options/cpu-count.js'
import type { Config } from './options/options.js'
import type { Resolved } from './options/resolve.js'
import { findPlace, type Place, roomFor } from './place.js'
import { traced } from './progress/diagnostics.js'
import type { Insights } from './progress/insights.js'
import { observe } from './progress/observe.js'
import { ResultStream } from './schedule/result-stream.js'
import { begin, toList, toStream } from './run.js'
import type { Run } from './schedule/run.js'
import type { AnyIterable } from './schedule/input.js'
import { openSource } from './schedule/open-source.js'
import type { Intake, Source } from './schedule/source.js'

/** Options that an executor gets as they are. */
const OF_EXECUTORS: ReadonlySet<string> = new Set<keyof ExecutorOptions>([
  'env', 'initializer', 'finalizer', 'timeout', 'maxTasksPerWorker', 'maxMemoryPerWorker', 'idleTimeout', 'resourceLimits',
  'innerMaxNumThreads', 'codec', 'onLog',
])

/** What calls of one instance share, until it is closed. */
interface Shared {
  place?: Promise<Place>
  executor?: Executor
  /** Where tasks run in this thread: its initializer has run. */
  initialized?: Promise<unknown>
}

/** A run that goes on, and who watches it. */
interface Begun {
  readonly run: Run
  readonly observer: Observer
}

interface Call {
  readonly begun: Promise<Begun>
  /** Settles with the call; undefined for a stream, which ends when its consumer likes. */
  end: Promise<unknown> | undefined
}

/** The calls of one instance. Each has its own state; what they share is the executor. */
export class Calls {
  readonly #resolved: Resolved
  readonly #running = new Set<Call>()
  /** Where calls run until `close`; later ones get a new place. */
  #shared: Shared = {}
  #insights: (() => Insights) | undefined

  constructor(resolved: Resolved) {
    this.#resolved = resolved
  }

  get #config(): Config {
    return this.#resolved.config
  }

  start(input: AnyIterable<unknown>, intake: Intake): Promise<unknown[]> | ResultStream {
    return traced(this.#config, (tracer) => {
      const context = new CallerContext()
      const source = context.source(openSource(input, intake, () => setImmediate()))
      const begun = this.#begin(source, context, tracer)
      begun.catch((error: unknown) => tracer?.ended?.('failed', error)) // whoever takes the results hears of it too
      return this.#config.returnAs === 'list' ? this.#list(begun) : this.#stream(begun, context)
    })
  }

  /** Of the last call that has ended. */
  insights(): Insights | undefined {
    return this.#insights?.()
  }

  async close({ force = false } = {}): Promise<void> {
    const calls = [...this.#running]
    const shared = this.#shared
    this.#shared = {}
    const aborted = calls.filter(({ end }) => force || end === undefined)
    await Promise.allSettled(aborted.map(async ({ begun }) => (await begun).run.abort(closedError(force))))
    await Promise.allSettled(calls.map(({ end }) => end))
    await shared.executor?.close()
    const isReady = await shared.initialized?.then(() => true, () => false)
    if (isReady && this.#config.finalizer) await finalize(() => call(this.#config.finalizer!), "the caller's thread")
  }

  async #begin(source: Source, context: CallerContext, tracer: Observer | undefined): Promise<Begun> {
    refuseInImport()
    const { remaining } = source
    const shared = this.#shared
    const place = await (shared.place ??= this.#findPlace())
    const { backend } = place
    const config = context.hooks(roomFor(place))
    if (config.timeout !== undefined) warnOfTimeout(backend, config.timeout)
    if (backend.traits.memory === 'caller') await this.#initializeHere(shared)
    const watching = observe(config, {
      nJobs: place.given.nJobs,
      length: remaining,
      cores: cpuCount,
      keep: (insights) => (this.#insights = insights),
    })
    const observer = observers([...(tracer ? [tracer] : []), watching, ...enter(context.depth)])
    const open = () => {
      shared.executor ??= openExecutor(backend, config)
      return backend.traits.memory === 'caller' || config.onLog ? context.executor(shared.executor) : shared.executor
    }
    try {
      return { run: begin({ config, source, backend, open, observer, depth: context.depth }), observer }
    } catch (error) {
      await observer.ended?.('failed', error)
      throw error
    }
  }

  #findPlace(): Promise<Place> {
    const shared = this.#shared
    const place = findPlace(this.#resolved)
    place.catch(() => delete shared.place) // the next call may have more luck
    return place
  }

  /** Where tasks run in this thread, it is the worker. */
  async #initializeHere(shared: Shared): Promise<void> {
    const { initializer, finalizer } = this.#config
    if (!initializer && !finalizer) return
    shared.initialized ??= (async () => initializer && call(initializer))()
    try {
      await shared.initialized
    } catch (error) {
      delete shared.initialized // the next call may have more luck
      throw error
    }
  }

  #list(begun: Promise<Begun>): Promise<unknown[]> {
    const list = begun.then(({ run, observer }) => toList(run, this.#config, observer))
    const call: Call = { begun, end: list }
    this.#running.add(call)
    return list.finally(() => this.#running.delete(call))
  }

  #stream(begun: Promise<Begun>, context: CallerContext): ResultStream {
    const call: Call = { begun, end: undefined }
    this.#running.add(call)
    return new ResultStream(context.generator(this.#results(call)), async () => {
      this.#running.delete(call)
      const { run, observer } = await begun
      await run.stop()
      await observer.ended?.('left')
    })
  }

  async *#results(call: Call): AsyncGenerator<unknown, void, void> {
    try {
      const { run, observer } = await call.begun
      yield* toStream(run, this.#config, observer)
    } finally {
      this.#running.delete(call)
    }
  }
}

/** Else the program would start workers in its workers, and these in theirs, without an end. */
function refuseInImport(): void {
  if (!mainFilesOfProgram()) return // this is no worker
  const module = importing()
  if (module === undefined && !isMainFileCalling()) return
  const error = new MainFileError(module)
  refuseImport(error)
  throw error
}

/** Counts a call that a task makes in its thread, until it ends. */
function enter(depth: number): readonly Observer[] {
  if (depth === 1) return []
  enterNested(depth)
  return [{ ended: leaveNested }]
}

const warned = new Set<string>()

function warnOfTimeout({ name, traits }: Backend, timeout: number): void {
  const isKept = traits.timeouts === 'all' || (traits.timeouts === 'waiting' && !traits.inline) // where tasks are meant to wait
  if (isKept || warned.has(name)) return
  warned.add(name)
  const what = traits.timeouts === 'waiting' ? 'can end only tasks that wait, not those that compute' : "doesn't end tasks"
  const message = `the backend '${name}' ${what}: a timeout of ${timeout} ms is not kept otherwise. 'threads' and 'processes' keep it`
  warn('WARN_TIMEOUT', message)
}

function openExecutor(backend: Backend, config: Config): Executor {
  const { nJobs, trace } = config
  const options = { ...config, env: envOf(config) }
  const wanted = Object.entries(options).filter(([name, value]) => OF_EXECUTORS.has(name) && value !== undefined)
  return backend.open({ ...Object.fromEntries(wanted), nJobs, ...(trace !== undefined && { traced: true }) })
}

function closedError(force: boolean): ClosedError {
  const how = force ? 'with force' : 'while its results were still being read'
  return new ClosedError(`this Parallel was shut down (closed ${how}) before this call could complete`)
}
