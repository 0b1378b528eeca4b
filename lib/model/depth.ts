import { NestingError } from './errors.js'
import type { Observer } from './observer.js'
import { ofThread } from './of-thread.js'

/** Deeper than any recursion that divides its work. */
const DEEPEST = 1000
/** Calls under way within others: each level of a recursion may have many. */
const MOST_NESTED = 10_000
/** Calls under way in all: who has waited for something before it makes a call isn't known to be a task any more. */
const MOST = 50_000

const here = ofThread('depth', () => ({ depth: 0, nested: 0, calls: 0 }))

/** How many calls deep the code is that runs now: tasks of a call make calls whose tasks run in this thread too. */
export function depthHere(): number {
  return here.depth
}

/** Runs the tasks of a call that is so deep, up to the first that they wait for. */
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
 * A call begins that is so deep, 1 where no task of this thread makes it; it counts until it ends.
 *
 * @throws NestingError for what would otherwise end when memory does
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
