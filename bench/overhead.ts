import { bench } from './harness/bench.js'
import { spinsPerMicrosecond } from './harness/calibrate.js'
import type { Scenario } from './harness/contender.js'
import { allcores } from './rivals/allcores.js'
import { loop } from './rivals/loop.js'
import { pLimitRival } from './rivals/p-limit.js'
import { pMapRival } from './rivals/p-map.js'
import { piscina } from './rivals/piscina.js'
import { tinypool } from './rivals/tinypool.js'
import { workerpool } from './rivals/workerpool.js'
import { double, spin } from './tasks.js'

const BACKENDS = [undefined, 'sequential', 'async', 'threads', 'processes'] as const
const RIVALS = [workerpool('thread'), workerpool('process'), piscina(), piscina(8), tinypool, pMapRival, pLimitRival]

const withMap = BACKENDS.map((backend) => allcores('map', backend))
const withDelayed = BACKENDS.map((backend) => allcores('delayed', backend))

function doubling(id: string, count: number): Scenario<number, number> {
  return {
    id,
    title: `x * 2 on ${count.toLocaleString('en')} numbers`,
    task: double,
    items: () => Array.from({ length: count }, (_, i) => i),
    contenders: [loop, ...withMap, ...withDelayed, ...RIVALS],
  }
}

/** Tasks differ by a few iterations, so that results in a wrong order are noticed. */
function spinning(id: string, microseconds: number, count: number): Scenario<number, number> {
  const iterations = Math.round(microseconds * perMicrosecond)
  const duration = microseconds < 1000 ? `${microseconds} µs` : `${microseconds / 1000} ms`
  return {
    id,
    title: `${count.toLocaleString('en')} tasks of ${duration}`,
    task: spin,
    items: () => Array.from({ length: count }, (_, i) => iterations + (i % 10)),
    contenders: [loop, ...withMap, ...RIVALS],
  }
}

const perMicrosecond = spinsPerMicrosecond()

await bench({
  title: 'What does it cost to run a task?',
  packages: ['allcores', 'workerpool', 'piscina', 'tinypool', 'p-map', 'p-limit'],
  scenarios: (shrink) => [
    doubling('tiny-10k', shrink(10_000)),
    doubling('tiny-1m', shrink(1_000_000)),
    spinning('10us', 10, shrink(200_000)),
    spinning('100us', 100, shrink(20_000)),
    spinning('1ms', 1000, shrink(2000)),
    spinning('10ms', 10_000, shrink(200)),
  ],
})
