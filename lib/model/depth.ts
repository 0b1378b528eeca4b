import { NestingError } from './errors.js'
import { ofThread } from './of-thread.js'

/** Deeper than any recursion that divides its work. */
const DEEPEST = 1000

const here = ofThread('depth', () => ({ depth: 0 }))

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

/** @throws NestingError for what would otherwise end when memory does */
export function refuseDepth(depth: number): void {
  if (depth <= DEEPEST) return
  const message = `tasks make calls whose tasks make calls, and so on, ${DEEPEST} deep: a recursion that doesn't come to an end?`
  throw new NestingError(message, depth)
}
