import { spinsPerMicrosecond } from './harness/calibrate.js'
import type { Goal } from './harness/goals.js'
import { normal, seeded, shuffled } from './harness/random.js'
import type { Question, Scenario } from './harness/scenario.js'
import { allcores } from './rivals/allcores.js'
import { loop } from './rivals/loop.js'
import { pMapOfGenerator } from './rivals/p-map.js'
import { pools } from './rivals/pools.js'
import { python } from './rivals/python.js'
import { spin } from './tasks.js'

const SEED = 1
const OURS = [allcores('map'), allcores('map', 'threads'), allcores('map', 'processes')]
const LAZY = [allcores('generator'), allcores('generator', 'threads'), allcores('generator', 'processes'), pMapOfGenerator]

/** @param durations of the tasks, in µs */
function uneven(id: string, title: string, durations: readonly number[], atMost: number): Scenario<number> {
  const longest = Math.max(...durations) / durations.reduce((sum, duration) => sum + duration)
  return {
    id,
    title,
    task: spin,
    items: () => durations.map((duration) => Math.round(duration * spinsPerMicrosecond())),
    contenders: [loop, ...OURS, ...(id === 'phase-change' ? LAZY : []), ...pools, ...python],
    columns: ['ms', 'fastest', 'slowest', '× ideal', 'vs loop', 'vs best rival', 'efficiency'],
    chart: '× ideal',
    longest,
    whole: true,
    goals: OURS.map((contender): Goal => ({ contender: contender.name, measure: '× ideal', atMost })),
  }
}

/** Lognormal, µs: mean 1 ms, half of them below 0.6 ms. */
function lognormal(count: number): number[] {
  const random = seeded(SEED)
  return Array.from({ length: count }, () => 1000 * Math.exp(normal(random) - 0.5))
}

function bimodal(short: number, long: number): number[] {
  return shuffled([...repeated(short, 1000), ...repeated(long, 200_000)], seeded(SEED))
}

function repeated(count: number, microseconds: number): number[] {
  return new Array<number>(count).fill(microseconds)
}

export const skew: Question = {
  id: 'skew',
  title: 'How well is uneven work spread?',
  scenarios: (shrink) => [
    uneven('lognormal', 'lognormal durations, mean 1 ms', lognormal(shrink(2000)), 1.05),
    uneven('one-long-last', '1 ms tasks and a long one at the end', [...repeated(shrink(1750), 1000), shrink(250) * 1000], 1.15),
    uneven('bimodal', 'tasks of 1 ms and of 200 ms', bimodal(shrink(1000), shrink(5)), 1.05),
    uneven(
      'phase-change',
      '10 µs tasks, then 5 ms tasks, then 10 µs tasks',
      [...repeated(shrink(20_000), 10), ...repeated(shrink(200), 5000), ...repeated(shrink(20_000), 10)],
      1.05,
    ),
  ],
}
