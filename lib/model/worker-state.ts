import { ofThread } from './of-thread.js'

const state = ofThread('worker state', (): object => ({}))

/**
 * The object that belongs to the worker which calls this: empty at first, kept as long as the worker, the same for every
 * task and call there. A place for what is dear to make, such as a connection. Where tasks run in the caller's thread, that
 * is the worker.
 *
 * ```ts
 * const parallel = Parallel({
 *   nJobs: -1,
 *   initializer: async () => { workerState<State>().db = await connect() },
 *   finalizer: () => workerState<State>().db.close(),
 * })
 * ```
 *
 * @source mpire `use_worker_state`
 */
export function workerState<T extends object = Record<string, unknown>>(): T {
  return state as T
}
