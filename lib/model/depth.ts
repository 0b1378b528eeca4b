import { NestingError } from './errors.js'
import type { Observer } from './observer.js'
import { ofThread } from './of-thread.js'

/** Deeper than any recursion that divides its work. */
const DEEPEST = 1000
/** Calls under way within others: each level of a recursion may have many. */
const MOST_NESTED = 10_000

const here = ofThread('depth', () => ({ depth: 0, nested: 0 }))

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
  if (depth === 1) return []
  if (depth > DEEPEST || here.nested >= MOST_NESTED) throw tooNested(depth)
  here.nested++
  return [{ ended: leave }]
}

function leave(): void {
  here.nested--
}

function tooNested(depth: number): NestingError {
  const what = depth > DEEPEST ? `${DEEPEST} deep` : `${MOST_NESTED} at a time`
  const message = `tasks make calls whose tasks make calls, and so on, ${what}: a recursion that doesn't come to an end?`
  return new NestingError(message, depth)
}
