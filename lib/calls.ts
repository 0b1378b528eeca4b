import { setImmediate } from 'node:timers/promises'
import { loadBackend } from './backends/registry.js'
import { importing, refuseImport } from './closure/thread/importing.js'
import { isMainFileCalling, mainFilesOfProgram } from './closure/thread/program.js'
import type { Backend, Executor, ExecutorOptions } from './model/backend.js'
import { ClosedError, MainFileError } from './model/errors.js'
import type { Observer } from './model/observer.js'
import { call } from './model/task.js'
import type { Config, ParallelOptions } from './options/options.js'
import { observe } from './progress/observe.js'
import { inContext } from './in-context.js'
import { ResultStream } from './schedule/result-stream.js'
import { begin, toList, toStream } from './run.js'
import type { Run } from './schedule/run.js'
import type { AnyIterable } from './schedule/input.js'
import { openSource } from './schedule/open-source.js'
import type { Intake, Source } from './schedule/source.js'

/** Options that an executor gets as they are. */
const OF_EXECUTORS: ReadonlySet<string> = new Set<keyof Config & keyof ExecutorOptions>([
  'initializer', 'finalizer', 'timeout', 'maxTasksPerWorker', 'maxMemoryPerWorker', 'idleTimeout', 'resourceLimits',
  'innerMaxNumThreads', 'onLog',
])

/** What calls of one instance share, until it is closed. */
interface Place {
  executor?: Executor
  /** Where tasks run in this thread: its initializer has run. */
  initialized?: Promise<unknown>
}

interface Call {
  readonly run: Promise<Run>
  /** Settles with the call; undefined for a stream, which ends when its consumer likes. */
  end: Promise<unknown> | undefined
}

/** The calls of one instance. Each has its own state; what they share is the executor. */
export class Calls {
  readonly #config: Config
  readonly #given: ParallelOptions
  readonly #running = new Set<Call>()
  /** Where calls run until `close`; later ones get a new place. */
  #place: Place = {}

  /** @param given what `config` was made from: whether the user chose something makes a difference */
  constructor(config: Config, given: ParallelOptions) {
    this.#config = config
    this.#given = given
  }

  start(input: AnyIterable<unknown>, intake: Intake): Promise<unknown[]> | ResultStream {
    const source = inContext(openSource(input, intake, () => setImmediate()))
    const observer = observe(this.#config, { nJobs: this.#given.nJobs, length: source.remaining })
    const run = this.#begin(source, observer)
    run.catch(() => observer.ended?.('failed')).catch(() => {}) // whoever takes the results hears of it
    return this.#config.returnAs === 'list' ? this.#list(run, observer) : this.#stream(run, observer)
  }

  async close({ force = false } = {}): Promise<void> {
    const calls = [...this.#running]
    const place = this.#place
    this.#place = {}
    const aborted = calls.filter(({ end }) => force || end === undefined)
    await Promise.allSettled(aborted.map(async ({ run }) => (await run).abort(closedError(force))))
    await Promise.allSettled(calls.map(({ end }) => end))
    await place.executor?.close()
    const isReady = await place.initialized?.then(() => true, () => false)
    if (isReady && this.#config.finalizer) await call(this.#config.finalizer)
  }

  async #begin(source: Source, observer: Observer): Promise<Run> {
    refuseInImport()
    const config = this.#config
    const place = this.#place
    const backend = await loadBackend(config.backend, this.#given.backend === undefined)
    if (config.timeout !== undefined) warnOfTimeout(backend, config.timeout)
    if (backend.traits.memory === 'caller') await this.#initializeHere(place)
    const open = () => (place.executor ??= openExecutor(backend, config))
    return begin({ config, source, backend, open, observer })
  }

  /** Where tasks run in this thread, it is the worker. */
  async #initializeHere(place: Place): Promise<void> {
    const { initializer, finalizer } = this.#config
    if (!initializer && !finalizer) return
    place.initialized ??= (async () => initializer && call(initializer))()
    try {
      await place.initialized
    } catch (error) {
      delete place.initialized // the next call may have more luck
      throw error
    }
  }

  #list(run: Promise<Run>, observer: Observer): Promise<unknown[]> {
    const list = run.then((run) => toList(run, this.#config, observer))
    const call: Call = { run, end: list }
    this.#running.add(call)
    return list.finally(() => this.#running.delete(call))
  }

  #stream(run: Promise<Run>, observer: Observer): ResultStream {
    const call: Call = { run, end: undefined }
    this.#running.add(call)
    const results = this.#results(call, observer)
    return new ResultStream(results, async () => {
      this.#running.delete(call)
      await (await run).stop()
      await observer.ended?.('left')
    })
  }

  async *#results(call: Call, observer: Observer): AsyncGenerator<unknown, void, void> {
    try {
      yield* toStream(await call.run, this.#config, observer)
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

const warned = new Set<string>()

function warnOfTimeout({ name, traits }: Backend, timeout: number): void {
  if (traits.timeouts === 'all' || warned.has(name)) return
  warned.add(name)
  const what = traits.timeouts === 'waiting' ? 'can end only tasks that wait, not those that compute' : "doesn't end tasks"
  const message = `the backend '${name}' ${what}: timeout: ${timeout} is not kept otherwise. 'threads' and 'processes' keep it`
  process.emitWarning(message, { type: 'AllcoresWarning', code: 'WARN_TIMEOUT' })
}

function openExecutor(backend: Backend, config: Config): Executor {
  const { nJobs, trace } = config
  const wanted = Object.entries(config).filter(([name, value]) => OF_EXECUTORS.has(name) && value !== undefined)
  return backend.open({ ...Object.fromEntries(wanted), nJobs, ...(trace !== undefined && { traced: true }) })
}

function closedError(force: boolean): ClosedError {
  const how = force ? 'with force' : 'while its results were still being read'
  return new ClosedError(`this Parallel was shut down (closed ${how}) before this call could complete`)
}
