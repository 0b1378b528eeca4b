import type { CompletedTasks } from '../../lib/model/observer.js'
import { Task } from '../../lib/model/task.js'
import type { WorkerInfo } from '../../lib/model/worker-info.js'

/** Some tasks that are over, as observers hear of them: a batch of one, in the caller's thread, unless told otherwise. */
export function completed(given: Partial<CompletedTasks> = {}): CompletedTasks {
  const { start = 0, count = 1, failures = [] } = given
  const defaults = { start, count, failed: failures.length, failures, elapsed: 0, overhead: 0, sending: 0, worker: undefined }
  return { ...defaults, batch: { start, tasks: count }, longest: [], spans: [], ...given }
}

export function thread(id: number, startedAt = 0, startUp = 0): WorkerInfo {
  return { id, kind: 'thread', pid: 1, startedAt, startUp }
}

export function resize(): void {}

export function taskFor(...args: unknown[]): Task {
  return new Task(resize, args)
}
