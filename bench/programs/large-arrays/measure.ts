import type { Figures } from '../../harness/contender.js'
import { mediansOf, scaled } from '../../harness/row.js'
import { hrtime, type Touched, touchPages } from '../../tasks.js'
import type { Way } from './ways.js'

/** What runs; what is left out of the scenario is extrapolated. */
export interface Load {
  readonly bytes: number
  /** Parts that the array has: tasks that a call stands for. */
  readonly parts: number
  /** Tasks that run. */
  readonly tasks: number
}

/** Milliseconds of a call. */
interface Taken {
  /** Until the first task began. */
  readonly lead: number
  /** What each task more has added. */
  readonly later: number
}

const WARM_UP: Load = { bytes: 4 * 2 ** 20, parts: 20, tasks: 20 }
const WARM_UPS = 5

/** Workers are there, and code is compiled. */
export async function warmUp(way: Way): Promise<void> {
  for (let i = 0; i < WARM_UPS; i++) await twoCalls(way, WARM_UP)
  globalThis.gc?.()
}

/**
 * Medians of several arrays, each used by two calls.
 *
 * @param times how many times as large the array of the scenario is: a clone takes as many times as long
 */
export async function measure(way: Way, load: Load, arrays: number, times: number): Promise<Figures> {
  const figures: Figures[] = []
  for (let i = 0; i < arrays; i++) {
    globalThis.gc?.()
    figures.push(scaled(figuresOf(await twoCalls(way, load), load), times))
  }
  return mediansOf(figures)
}

function figuresOf([first, second]: readonly [Taken, Taken], { parts }: Load): Figures {
  return {
    'first task ms': first.lead,
    'later ms': first.later,
    'first call ms': first.lead + (parts - 1) * first.later,
    'second call ms': second.lead + (parts - 1) * second.later,
  }
}

export async function twoCalls(way: Way, load: Load): Promise<[Taken, Taken]> {
  const array = way.make(load.bytes / Float64Array.BYTES_PER_ELEMENT)
  for (let i = 0; i < array.length; i++) array[i] = i
  return [await call(way, array, load), await call(way, array, load)]
}

async function call(way: Way, array: Float64Array, { parts, tasks }: Load): Promise<Taken> {
  const chosen = Array.from({ length: tasks }, (_, part) => part)
  const start = hrtime()
  const results = await way.run(array, chosen, parts)
  const end = hrtime()
  check(results, chosen.map((part) => touchPages(array, part, parts)))
  const first = Math.min(...results.map(([, began]) => began))
  return { lead: first - start, later: (end - first) / (tasks - 1) }
}

function check(results: readonly Touched[], expected: readonly Touched[]): void {
  const wrong = expected.findIndex(([sum], i) => sum !== results[i]?.[0])
  if (wrong >= 0) throw new Error(`result ${wrong}: ${expected[wrong]?.[0]} expected, ${results[wrong]?.[0]} came`)
}
