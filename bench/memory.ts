import { inProgram } from './harness/program.js'
import { measured, type Question, type Scenario } from './harness/scenario.js'
import { STREAMS } from './programs/streams.js'

const LIMIT = 100

function stream(count: number): Scenario {
  const names = Object.keys(STREAMS)
  const role = (name: string) => (name.startsWith('allcores') ? 'ours' : 'rival')
  return measured({
    id: 'stream',
    title: `${count.toLocaleString('en')} items out of a generator, results taken one by one`,
    contenders: names.map((name) => inProgram('memory', name, role(name), String(count))),
    columns: ['growth MB', 'seconds'],
    repeat: 1,
    fresh: true,
    notes: ['workerpool, piscina, tinypool, poolifier and p-limit take single tasks, not a generator.'],
    goals: names
      .filter((name) => role(name) === 'ours')
      .map((contender) => ({ contender, measure: 'growth MB', atMost: LIMIT })),
  })
}

export const memory: Question = {
  id: 'memory',
  title: 'How much memory does an endless input take?',
  scenarios: (shrink) => [stream(shrink(10_000_000))],
}
