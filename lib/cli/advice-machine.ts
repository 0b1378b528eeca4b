import { fastest } from './choose.js'
import { loopTaskTime, measured } from './figures.js'
import { count, duration, number } from './format.js'
import type { Advice, Comparison, MachineReport, Place } from './model.js'
import { restless } from './restless.js'

/** From which duration on tasks pay on this machine, and how much faster they can get. */
export function adviseMachine({ comparisons, cores, jobs }: MachineReport): Advice {
  const workers = ['threads', 'processes'] as const
  const sentences = workers.flatMap((place) => payFrom(place, pointsOf(place, comparisons)))
  const longest = comparisons.map(measured).findLast((rows) => rows.length > 0)
  const best = longest && fastest(longest)
  if (!best) return { text: 'Nothing could be measured.' }
  const where = `with ${count(jobs, 'job')} on ${count(cores, 'core')}`
  const gain = best.speed > 1 + best.noise ? `get ${number(best.speed)} times as fast as` : 'are no faster than'
  const limit = `The machine's limit: long tasks ${gain} in a plain loop, ${where}.`
  return { text: [...sentences, limit, ...restless(comparisons)].join(' ') }
}

/** What a backend brings for tasks of one duration. */
interface Point {
  readonly taskMs: number
  readonly speed: number
}

function pointsOf(place: Place, comparisons: readonly Comparison[]): Point[] {
  return comparisons.flatMap((comparison) => {
    const row = measured(comparison).find(({ setup }) => setup.place === place)
    return row ? [{ taskMs: loopTaskTime(comparison), speed: row.speed }] : []
  })
}

function payFrom(place: Place, points: readonly Point[]): string[] {
  const [first] = points
  if (!first) return []
  const from = breakEven(points)
  if (from === undefined) return [`On ${place} tasks don't pay here: they were slower than a plain loop.`]
  const about = from <= first.taskMs ? `${duration(first.taskMs)} or less` : `about ${duration(from)}`
  return [`On ${place} tasks pay from ${about} on.`]
}

/**
 * The duration from which on tasks are faster than in a plain loop. Between two durations that were measured it is where a
 * straight line through both, on logarithmic axes, has it. Undefined when not even the longest tasks are faster.
 */
export function breakEven(points: readonly Point[]): number | undefined {
  const loss = points.findLastIndex(({ speed }) => speed <= 1)
  const [below, above] = [points[loss], points[loss + 1]]
  if (!above) return undefined
  if (!below) return above.taskMs
  const share = Math.log(1 / below.speed) / Math.log(above.speed / below.speed)
  return below.taskMs * (above.taskMs / below.taskMs) ** share
}
