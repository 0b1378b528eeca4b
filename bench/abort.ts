import { setTimeout } from 'node:timers/promises'
import { spinsPerMicrosecond } from './harness/calibrate.js'
import type { Contender, Figures, Role, Task } from './harness/contender.js'
import type { Question, Scenario } from './harness/scenario.js'
import {
  type Abortable,
  abortableAllcores,
  abortablePiscina,
  abortablePMap,
  abortableWorkerpool,
} from './rivals/abortable.js'
import { after50Milliseconds, endless, spin } from './tasks.js'

/** Milliseconds after which the work is broken off: some tasks are done, most are not. */
const MIDDLE = 130
/** Milliseconds that an abort may take, by this project's own design. */
const LIMIT = 50

const JOBS = 2

const IN_WORKERS = [
  contender('allcores threads', 'ours', (jobs) => abortableAllcores('threads', jobs)),
  contender('allcores processes', 'ours', (jobs) => abortableAllcores('processes', jobs)),
  contender('piscina', 'rival', abortablePiscina),
  contender('workerpool, threads', 'rival', (jobs) => abortableWorkerpool('thread', jobs)),
  contender('workerpool, processes', 'rival', (jobs) => abortableWorkerpool('process', jobs)),
]
const IN_CALLER = [
  contender('allcores async', 'ours', (jobs) => abortableAllcores('async', jobs)),
  contender('p-map', 'rival', abortablePMap),
]
const NOTE = "tinypool, poolifier and p-limit can't break off tasks that run."

function aborting<I>(id: string, title: string, contenders: Contender[], task: Task<I>, items: () => I[]): Scenario<I> {
  return {
    id,
    title,
    task,
    items,
    contenders,
    columns: ['ms', 'fastest', 'slowest', 'until free'],
    jobs: JOBS,
    fresh: true,
    notes: [NOTE],
    goals: contenders
      .filter(({ role }) => role === 'ours')
      .map(({ name }) => ({ contender: name, measure: 'ms', atMost: LIMIT })),
  }
}

/** Every run gets workers of its own, warm ones: an abort may end them. */
function contender(name: string, role: Role, create: (jobs: number) => Abortable): Contender {
  return {
    name,
    role,
    open: (task, jobs) => ({
      async measure(items) {
        const abortable = create(jobs)
        try {
          await abortable.answer()
          return await measure(abortable, abortable.start(task, items))
        } finally {
          await abortable.close()
        }
      },
      async close() {},
    }),
  }
}

async function measure(abortable: Abortable, work: Promise<unknown>): Promise<Figures> {
  const rejected = work.then(
    () => Promise.reject(new Error('it was done before it could be aborted')),
    () => performance.now(),
  )
  rejected.catch(() => {}) // heard below
  await setTimeout(MIDDLE)
  const aborted = performance.now()
  abortable.abort()
  const ms = (await rejected) - aborted
  if (ms < 0) throw new Error(`it failed before it was aborted: ${await work.catch(String)}`)
  await abortable.answer()
  return { ms, 'until free': performance.now() - aborted }
}

export const abort: Question = {
  id: 'abort',
  title: 'How soon does an abort end the work?',
  scenarios: () => [
    aborting('abort-tasks', '200 tasks of 50 ms', IN_WORKERS, spin, () =>
      new Array<number>(200).fill(Math.round(50_000 * spinsPerMicrosecond())),
    ),
    aborting('abort-endless', 'an endless loop in every worker', IN_WORKERS, endless, () =>
      Array.from({ length: JOBS }, (_, i) => i),
    ),
    aborting('abort-waiting', "200 tasks that wait 50 ms, in the caller's thread", IN_CALLER, after50Milliseconds, () =>
      Array.from({ length: 200 }, (_, i) => i),
    ),
  ],
}
