import { isDeepStrictEqual } from 'node:util'
import { CommandError } from './command-error.js'
import { oneLine, show } from './format.js'
import type { Job } from './model.js'
import { type Pace, within } from './pace.js'
import { callOnce, isThenable, plainLoop } from './plain-loop.js'
import { asData, difference } from './same.js'

/** What a first look at a function tells. */
export interface Probe extends Manners {
  /** The results of the first items, as a plain loop gives them. */
  readonly results: readonly unknown[]
  /** Milliseconds a task takes. */
  readonly taskMs: number
  /** Whether the function gives the same results each time. */
  readonly repeatable: boolean
}

/** How the function behaves. */
interface Manners {
  /** Whether the function returns promises. */
  readonly isAsync: boolean
  /** Whether the function changes its arguments, so that each run needs new ones. */
  readonly changesItems: boolean
}

/**
 * Runs a function in a plain loop, again and again for about `ms`, the first time on `least` items at least.
 *
 * @throws CommandError when it throws, with the item
 */
export async function probe(job: Job, least: number, ms: number, pace: Pace): Promise<Probe> {
  const manners = await tryOut(job)
  const once = (least: number, ms: number) =>
    pass(manners.changesItems ? { ...job, items: asData(job.items) } : job, least, ms, pace)
  const end = performance.now() + ms
  const first = await once(least, ms / 2)
  let repeatable = true
  let { taskMs } = first
  do {
    const again = await once(1, ms / 2)
    repeatable &&= agree(first.results, again.results)
    taskMs = Math.min(taskMs, again.taskMs) // the first time its code was not compiled
  } while (performance.now() < end)
  return { ...manners, results: first.results, taskMs, repeatable }
}

/** Calls the function once, on a copy of its first item. */
async function tryOut(job: Job): Promise<Manners> {
  const before = asData(job.items[0])
  const item = asData(before)
  try {
    const result = callOnce(job, item)
    const isAsync = isThenable(result)
    if (isAsync) await result
    return { isAsync, changesItems: !isDeepStrictEqual(before, item) }
  } catch {
    return { isAsync: false, changesItems: false } // the loop that follows meets the same error, and tells
  }
}

/** What one pass over the items gives. */
interface Pass {
  readonly results: unknown[]
  readonly taskMs: number
}

/** Runs the items until `ms` have passed, at least `least` of them, in pieces that grow until reading the clock costs nothing. */
async function pass(job: Job, least: number, ms: number, pace: Pace): Promise<Pass> {
  const results: unknown[] = []
  const run = async () => {
    const start = performance.now()
    for (let size = 1; results.length < job.items.length; ) {
      const before = performance.now()
      if (results.length >= least && before - start >= ms) break
      await plainLoop(job, job.items.slice(results.length, results.length + size), results)
      if (performance.now() - before < 5) size *= 2
    }
    return performance.now() - start
  }
  try {
    return { taskMs: (await within(run(), pace)) / results.length, results }
  } catch (error) {
    throw failure(error, results.length, job)
  }
}

/** Whether two passes have the same results, as far as both have come. */
function agree(a: readonly unknown[], b: readonly unknown[]): boolean {
  const both = Math.min(a.length, b.length)
  return difference(a.slice(0, both), b.slice(0, both)) === undefined
}

function failure(cause: unknown, index: number, { fn, items }: Job): CommandError {
  const error = cause instanceof Error ? `${cause.name}: ${cause.message}` : show(cause)
  const what = `${fn.name || 'the function'} fails for item ${index}, ${show(items[index])}`
  const next = 'Nothing was measured. Leave such items out, or have the function catch this.'
  return new CommandError(`${what}: ${oneLine(error, 500)}\n${next}`, 1, { cause })
}
