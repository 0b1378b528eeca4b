import type { CompletedTasks, FailedTask, Span } from '../model/observer.js'
import { TIMED_ALONE } from '../model/stretch.js'

/** Tasks of one function that ran one right after the other, before they are an event. Times in ms. */
export interface Slice {
  readonly fn: string
  readonly span: Span
  count: number
  at: number
  end: number
  failures: readonly FailedTask[]
}

/** When tasks ran. A backend that reports no spans runs tasks in the caller's thread, or is a user's: they have only just ended. */
export function spansOf({ spans, longest, worker }: CompletedTasks, now: () => number): readonly Span[] {
  if (spans.length > 0 || worker) return spans
  const end = now()
  return longest.map(({ index, task, elapsed }) => ({ start: index, count: 1, task, at: end - elapsed, elapsed }))
}

/** Makes a slice of a span, with those of the failures that are the span's. */
export function sliceOf(span: Span, failures: readonly FailedTask[]): Slice {
  const { start, count, at, elapsed, task } = span
  const own = failures.filter(({ index }) => index >= start && index < start + count)
  return { fn: task.fn.name || '<anonymous>', span, count, at, end: at + elapsed, failures: own }
}

/** Whether two slices are drawn as one: tasks of one function, right after each other, too short to be timed alone. */
export function joins(before: Slice, slice: Slice): boolean {
  const follows = before.span.start + before.count === slice.span.start && slice.at - before.end < TIMED_ALONE
  const areShort = [before, slice].every(({ at, end, count }) => end - at < TIMED_ALONE * count)
  return follows && areShort && before.fn === slice.fn
}
