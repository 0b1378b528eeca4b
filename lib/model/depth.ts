import { NestingError } from './errors.js'
import type { Observer } from './observer.js'
import { ofThread } from './of-thread.js'

/** The most levels of calls within calls: more than any recursion needs that divides its work. */
const DEEPEST = 1000
/** The most calls under way within others: each level of a recursion may have many. */
const MOST_NESTED = 10_000
/** The most calls under way in all: a task that has waited before it makes a call isn't known to be a task any more. */
const MOST = 50_000

const here = ofThread('depth', () => ({ depth: 0, nested: 0, calls: 0 }))

/** How many calls deep the code that runs now is: tasks of a call make calls whose tasks run in this thread too. */
export function depthHere(): number {
  return here.depth
}

/** Calls `run` as code that is `depth` calls deep; what it does after it has waited for something doesn't count. */
export function atDepth<T>(depth: number, run: () => T): T {
  const before = here.depth
  here.depth = depth
  try {
    return run()
  } finally {
    here.depth = before
  }
}

/**
 * Counts a call from now to its end.
 *
 * @param depth how deep the call is: 1 where no task of this thread makes it
 * @returns what has to watch the call, to notice its end
 * @throws NestingError for a recursion that would otherwise end when memory does
 */
export function enter(depth: number): readonly Observer[] {
  if (depth > DEEPEST || here.nested >= MOST_NESTED || here.calls >= MOST) throw tooNested(depth)
  const nested = depth > 1 ? 1 : 0
  here.nested += nested
  here.calls++
  return [{ ended: () => void ((here.nested -= nested), here.calls--) }]
}

function tooNested(depth: number): NestingError {
  const what = depth > DEEPEST ? `${DEEPEST} deep` : `${Math.max(here.nested, here.calls)} at a time`
  const message = `tasks make calls whose tasks make calls, and so on, ${what}: a recursion that doesn't come to an end?`
  return new NestingError(message, depth)
}
