import { AsyncResource } from 'node:async_hooks'
import type { Executor } from './model/backend.js'
import { atDepth, depthHere } from './model/depth.js'
import type { Config } from './options/options.js'
import type { Source } from './schedule/source.js'

/**
 * The async context in which a call was made, as AsyncLocalStorage sees it. Messages of workers, timers and the consumer of the
 * results have other contexts, in which the caller's own code must not run.
 */
export class CallerContext {
  readonly #resource = new AsyncResource('allcores.call')
  /** How many calls deep the call is in this thread: 1 unless a task of another call has made it. */
  readonly depth = depthHere() + 1

  /** Makes a source read in this context, since it may be a generator of the user's. An array runs no code. */
  source(source: Source): Source {
    if (source.atHand) return source
    const resource = this.#resource
    return {
      ...source,
      next: (size) => resource.runInAsyncScope(source.next, source, size),
      close: () => resource.runInAsyncScope(source.close, source),
    }
  }

  /** Makes an executor whose tasks or hooks run in this thread run them in this context. */
  executor(executor: Executor): Executor {
    const submit: Executor['submit'] = (batch, report) => atDepth(this.depth, () => executor.submit(batch, report))
    return {
      submit: this.#resource.bind(submit),
      share: () => executor.share(),
      stop: (batch) => executor.stop(batch),
      end: (call) => executor.end?.(call),
      close: () => executor.close(),
    }
  }

  /** Makes the user's functions among the options run in this context; except `onLog`, of which the executor takes care. */
  hooks(config: Config): Config {
    const { progress, onRetry, retries } = config
    if (typeof progress !== 'function' && !onRetry && !retries?.shouldRetry) return config
    return {
      ...config,
      progress: typeof progress === 'function' ? this.#resource.bind(progress) : progress,
      onRetry: onRetry && this.#resource.bind(onRetry),
      retries: retries?.shouldRetry ? { ...retries, shouldRetry: this.#resource.bind(retries.shouldRetry) } : retries,
    }
  }

  /** Makes the code of a generator run in this context, whoever asks for its results. */
  generator<T>(results: AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
    const resource = this.#resource
    return {
      next: () => resource.runInAsyncScope(results.next, results),
      return: () => resource.runInAsyncScope(results.return, results),
      throw: (error) => resource.runInAsyncScope(results.throw, results, error),
      [Symbol.asyncIterator]() {
        return this
      },
      [Symbol.asyncDispose]: async () => void (await results.return()),
    }
  }
}
