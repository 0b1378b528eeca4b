import { spinsPerMicrosecond } from './harness/calibrate.js'
import type { Goal } from './harness/goals.js'
import type { Question, Scenario } from './harness/scenario.js'
import { allcores } from './rivals/allcores.js'
import { bareWorkers } from './rivals/bare-workers.js'
import { loop } from './rivals/loop.js'
import { pLimitRival } from './rivals/p-limit.js'
import { pMapRival } from './rivals/p-map.js'
import { pools } from './rivals/pools.js'
import { python } from './rivals/python.js'
import { double, spin } from './tasks.js'

const BACKENDS = [undefined, 'sequential', 'async', 'threads', 'processes'] as const
const RIVALS = [...pools, pMapRival, pLimitRival, ...python]

const withMap = BACKENDS.map((backend) => allcores('map', backend))
const withDelayed = BACKENDS.map((backend) => allcores('delayed', backend))

function doubling(id: string, count: number, goals: Goal[]): Scenario<number> {
  return {
    id,
    title: `x * 2 on ${count.toLocaleString('en')} numbers`,
    task: double,
    items: () => Array.from({ length: count }, (_, i) => i),
    contenders: [loop, ...withMap, ...withDelayed, ...RIVALS],
    columns: ['ms', 'fastest', 'slowest', 'µs/task', 'vs loop', 'vs best rival', 'blocked ms'],
    chart: 'µs/task',
    watched: ['allcores unset, map', 'allcores threads, map'],
    goals,
  }
}

/** Tasks differ by a few iterations, so that results in a wrong order are noticed. */
function spinning(id: string, microseconds: number, count: number, threads: number, processes: number): Scenario<number> {
  const duration = microseconds < 1000 ? `${microseconds} µs` : `${microseconds / 1000} ms`
  return {
    id,
    title: `${count.toLocaleString('en')} tasks of ${duration}`,
    task: spin,
    items: () => {
      const iterations = Math.round(microseconds * spinsPerMicrosecond())
      return Array.from({ length: count }, (_, i) => iterations + (i % 10))
    },
    contenders: [loop, bareWorkers('thread'), bareWorkers('process'), ...withMap, ...RIVALS],
    columns: ['ms', 'fastest', 'slowest', 'µs/task', 'vs loop', 'vs best rival', 'efficiency', 'vs limit'],
    chart: 'efficiency',
    goals: [
      { contender: 'allcores threads, map', measure: 'efficiency', atLeast: threads },
      { contender: 'allcores processes, map', measure: 'efficiency', atLeast: processes },
    ],
  }
}

export const overhead: Question = {
  id: 'overhead',
  title: 'What does it cost to run a task?',
  scenarios: (shrink) => [
    doubling('tiny-10k', shrink(10_000), [
      { contender: 'allcores threads, map', measure: 'ms', atMost: 1, times: ['Python, Pool.map'] },
      { contender: 'allcores threads, map', measure: 'ms', atMost: 0.01, times: pools.map(({ name }) => name) },
      { contender: 'allcores unset, map', measure: 'ms', atMost: 2, times: ['plain loop'], plus: 0.5 },
    ]),
    doubling('tiny-1m', shrink(1_000_000), [
      { contender: 'allcores threads, map', measure: 'µs/task', atMost: 0.3 },
      { contender: 'allcores threads, delayed', measure: 'µs/task', atMost: 0.6 },
      { contender: 'allcores unset, map', measure: 'ms', atMost: 2, times: ['plain loop'] },
      { contender: 'allcores unset, map', measure: 'blocked ms', atMost: 20 },
      { contender: 'allcores threads, map', measure: 'blocked ms', atMost: 20 },
    ]),
    spinning('10us', 10, shrink(200_000), 0.95, 0.93),
    spinning('100us', 100, shrink(20_000), 0.98, 0.97),
    spinning('1ms', 1000, shrink(2000), 0.985, 0.98),
    spinning('10ms', 10_000, shrink(200), 0.985, 0.98),
  ],
}
