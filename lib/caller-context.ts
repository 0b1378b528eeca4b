import { AsyncResource } from 'node:async_hooks'
import type { Executor } from './model/backend.js'
import { atDepth, depthHere } from './model/depth.js'
import type { Config } from './options/options.js'
import type { Source } from './schedule/source.js'

/**
 * Where a call was made, as AsyncLocalStorage sees it. Messages of workers, timers and whoever reads the results have
 * another context, in which the caller's own code must not run.
 */
export class CallerContext {
  readonly #resource = new AsyncResource('allcores.call')
  /** 1 for a call that is not made by a task of another one, here in this thread. */
  readonly depth = depthHere() + 1

  /** The input, which may be a generator of the user's; an array runs no code. */
  source(source: Source): Source {
    if (source.atHand) return source
    const resource = this.#resource
    return {
      ...source,
      next: (size) => resource.runInAsyncScope(source.next, source, size),
      close: () => resource.runInAsyncScope(source.close, source),
    }
  }

  /** An executor whose tasks, or hooks, run in this thread. */
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

  /** The user's functions that a call calls back, each to run in this context. Of `onLog` the executor takes care. */
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

  /** A generator all of whose code runs in this context, whoever asks for its results. */
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
