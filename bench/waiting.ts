import type { Goal } from './harness/goals.js'
import type { Question, Scenario } from './harness/scenario.js'
import { allcores } from './rivals/allcores.js'
import { pLimitRival } from './rivals/p-limit.js'
import { pMapRival } from './rivals/p-map.js'
import { promiseAll } from './rivals/promise-all.js'
import { afterMillisecond, afterTurn } from './tasks.js'

/** With 100 tasks waiting at a time; the second scenario shows what is hidden behind the wait, and has no goal. */
const goals = () => OURS.map(({ name }): Goal => ({ contender: name, measure: 'ms', atMost: 1.3, times: ['p-map'] }))
const OURS = [allcores('map', 'async'), allcores('delayed', 'async')]

function waits(id: string, title: string, task: (item: number) => Promise<number>, count: number, goals: Goal[]): Scenario<number> {
  return {
    id,
    title: `${count.toLocaleString('en')} tasks that ${title}, 100 at a time`,
    task,
    items: () => Array.from({ length: count }, (_, i) => i),
    contenders: [promiseAll, ...OURS, pMapRival, pLimitRival],
    columns: ['ms', 'fastest', 'slowest', 'µs/task', 'vs best rival', 'vs limit'],
    jobs: 100,
    goals,
  }
}

export const waiting: Question = {
  id: 'waiting',
  title: 'What does it cost to run tasks that wait?',
  scenarios: (shrink) => [
    waits('timers', 'wait 1 ms', afterMillisecond, shrink(10_000), goals()),
    waits('timers-0', 'wait for the next turn of the event loop', afterTurn, shrink(10_000), []),
  ],
}
