import { setMaxListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { CallHandle, type StartedCall } from './call-handle.js'
import { CallerContext } from './caller-context.js'
import { leadToCaller } from './caller-frames.js'
import { chooseBackend, type ChosenBackend, configFor } from './choose-backend.js'
import { locationOf } from './closure/thread/location.js'
import { refuseInImport } from './closure/thread/refuse-in-import.js'
import { openExecutor, warnOfUnkept } from './executor.js'
import type { Executor } from './model/backend.js'
import { enter } from './model/depth.js'
import { ClosedError } from './model/errors.js'
import { locateBy } from './model/function-text.js'
import { type Observer, observers } from './model/observer.js'
import { finalize } from './model/finalizer.js'
import { call } from './model/task.js'
import { cpuCount } from './options/cpu-count.js'
import type { Config } from './options/options.js'
import type { Resolved } from './options/resolve.js'
import { published } from './progress/diagnostics.js'
import type { Insights } from './progress/insights.js'
import { observe } from './progress/observe.js'
import { startRun, toList, toStream } from './run.js'
import type { AnyIterable } from './schedule/input.js'
import { openSource } from './schedule/open-source.js'
import { ResultStream } from './schedule/result-stream.js'
import type { ItemAdapter, Source } from './schedule/source.js'

locateBy(locationOf)

/** What the calls of one instance share, until it is closed. */
interface Resources {
  chosen?: Promise<ChosenBackend>
  executor?: Executor
  /** The initializer's run, if tasks run in this thread. */
  initialized?: Promise<unknown>
  /** Whether the initializer has run without a failure. */
  isInitialized?: boolean
}

interface Call {
  readonly handle: CallHandle
  /** Settles with the call; undefined for a stream, whose consumer decides when it ends. */
  end: Promise<unknown> | undefined
}

/** The calls of one instance. Each has its own state; what they share is the executor. */
export class Calls {
  readonly #resolved: Resolved
  readonly #running = new Set<Call>()
  /** Used by all calls until `close`; later ones get new resources. */
  #resources: Resources = {}
  #insights: (() => Insights) | undefined

  constructor(resolved: Resolved) {
    this.#resolved = resolved
  }

  get #config(): Config {
    return this.#resolved.config
  }

  start(input: AnyIterable<unknown>, adapter: ItemAdapter): Promise<unknown[]> | ResultStream {
    return published(this.#config, (publisher) => {
      const context = new CallerContext()
      const source = context.source(openSource(input, adapter, () => setImmediate()))
      const { signal, returnAs } = this.#config
      if (signal) setMaxListeners(0, signal) // it may serve any number of calls
      const handle = new CallHandle(this.#start(source, context, publisher), signal, () => source.close())
      handle.started.catch((error: unknown) => publisher?.ended?.('failed', error))
      return returnAs === 'list' ? this.#list(handle, context) : this.#stream(handle, context)
    })
  }

  /** The insights of the last call that has ended. */
  insights(): Insights | undefined {
    return this.#insights?.()
  }

  async close({ force = false } = {}): Promise<void> {
    const calls = [...this.#running]
    const resources = this.#resources
    this.#resources = {}
    const aborted = calls.filter(({ end }) => force || end === undefined)
    for (const { handle } of aborted) handle.abort(closedError(force))
    await Promise.allSettled(aborted.map(({ handle }) => handle.started))
    await Promise.allSettled(calls.map(({ end }) => end))
    await resources.executor?.close()
    const { finalizer } = this.#config
    if (resources.isInitialized && finalizer) await finalize(() => call(finalizer), "the caller's thread")
  }

  async #start(source: Source, context: CallerContext, publisher: Observer | undefined): Promise<StartedCall> {
    refuseInImport()
    const length = source.remaining()
    const resources = this.#resources
    const chosen = await (resources.chosen ??= this.#chooseBackend())
    const { backend, given } = chosen
    const config = context.hooks(configFor(chosen))
    warnOfUnkept(backend, config)
    if (backend.traits.memory === 'caller') await this.#initializeHere(resources)
    const watching = await observe(config, {
      nJobs: given.nJobs,
      length,
      cores: cpuCount,
      keep: (insights) => (this.#insights = insights),
    })
    const counted = config.returnAs === 'list' ? enter(context.depth) : [] // a stream may be dropped without a word
    const observer = observers([watching, ...(publisher ? [publisher] : []), ...counted])
    const open = () => {
      const executor = (resources.executor ??= openExecutor(backend, config))
      return backend.traits.memory === 'caller' || config.onLog ? context.executor(executor) : executor
    }
    try {
      return { run: startRun({ config, source, backend, open, observer, depth: context.depth }), observer }
    } catch (error) {
      await observer.ended?.('failed', error)
      throw error
    }
  }

  #chooseBackend(): Promise<ChosenBackend> {
    const resources = this.#resources
    const chosen = chooseBackend(this.#resolved)
    chosen.catch(() => delete resources.chosen) // the next call may have more luck
    return chosen
  }

  /** Runs the initializer once in this thread, which is the only worker there. */
  async #initializeHere(resources: Resources): Promise<void> {
    const { initializer, finalizer } = this.#config
    if (!initializer && !finalizer) return
    resources.initialized ??= (async () => initializer && call(initializer))()
    try {
      await resources.initialized
      resources.isInitialized = true
    } catch (error) {
      delete resources.initialized // the next call may have more luck
      throw error
    }
  }

  async #list(handle: CallHandle, { depth }: CallerContext): Promise<unknown[]> {
    const list = handle.started.then(({ run, observer }) => toList(run, this.#config, observer))
    const running: Call = { handle, end: list }
    this.#running.add(running)
    try {
      return await list
    } catch (error) {
      throw leadToCaller(error, depth)
    } finally {
      this.#over(running)
    }
  }

  #stream(handle: CallHandle, context: CallerContext): ResultStream {
    const running: Call = { handle, end: undefined }
    this.#running.add(running)
    return new ResultStream(context.generator(this.#results(running, context)), () => {
      this.#over(running)
      return handle.leave()
    })
  }

  async *#results(running: Call, { depth }: CallerContext): AsyncGenerator<unknown, void, void> {
    try {
      const { run, observer } = await running.handle.started
      yield* toStream(run, this.#config, observer)
    } catch (error) {
      throw leadToCaller(error, depth)
    } finally {
      this.#over(running)
    }
  }

  #over(call: Call): void {
    this.#running.delete(call)
    call.handle.release()
  }
}

function closedError(force: boolean): ClosedError {
  const how = force ? 'with force' : 'while its results were still being read'
  return new ClosedError(`this Parallel was shut down (closed ${how}) before this call could complete`)
}
