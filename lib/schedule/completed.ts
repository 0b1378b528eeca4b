import type { Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import type { CompletedTasks } from '../model/observer.js'

const NONE: readonly never[] = []

/** Makes of a part of a batch what observers are told. `retried` of its tasks will run again. */
export function completedPart(batch: Batch, part: Part, retried: number): CompletedTasks {
  const { start, tasks } = batch
  const { offset, values, failures, elapsed, overhead = 0, sending = 0, worker, spans = NONE } = part
  const longest = part.longest ?? (values.length === 1 ? [{ position: offset, elapsed }] : NONE)
  return {
    start: start + offset,
    count: values.length - retried,
    failed: failures.length - retried,
    failures: failures.length === 0 ? NONE : failures.map(({ position, error }) => ({ index: start + position, error })),
    elapsed,
    overhead,
    sending: offset === 0 ? sending : 0,
    batch: { start, tasks: tasks.length },
    worker,
    longest: longest.map(({ position, elapsed }) => ({ index: start + position, task: tasks.at(position)!, elapsed })),
    spans: spans.map(({ position, count, at, elapsed }) => {
      return { start: start + position, count, task: tasks.at(position)!, at, elapsed }
    }),
  }
}
