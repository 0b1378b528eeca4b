import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Figures } from '../../harness/contender.js'
import type { Measurements } from './measurements.js'
import { byHand, withHelper } from './subjects.js'

type Backend = 'threads' | 'processes'

/** What captures add to a cold start. */
export const FIRST: Measurements = {
  'bare Worker': () => from(async () => once(new Worker("require('node:worker_threads').parentPort.postMessage(1)", { eval: true }), 'message')),
  'allcores threads, nothing captured': () => firstResult('threads', (x) => x * 2),
  'allcores threads, a number and a helper': () => firstResult('threads', withHelper()),
  'allcores processes, nothing captured': () => firstResult('processes', (x) => x * 2),
  'allcores processes, a number and a helper': () => firstResult('processes', withHelper()),
  'workerpool, text and arguments by hand': () =>
    from(async () => {
      const { pool } = await import('workerpool')
      const { fn, variables } = byHand()
      await pool({ maxWorkers: 1, workerType: 'thread' }).exec(fn, [21, variables.n])
    }),
}

function firstResult(backend: Backend, fn: (x: number) => number): Promise<Figures> {
  return from(async () => {
    const { Parallel } = await import('allcores')
    const [result] = await Parallel({ nJobs: 1, backend }).map(fn, [21])
    if (result !== fn(21)) throw new Error(`${fn(21)} expected, ${result} came`)
  })
}

async function from(work: () => Promise<unknown>): Promise<Figures> {
  const before = process.cpuUsage()
  const start = performance.now()
  await work()
  const end = performance.now()
  const { user, system } = process.cpuUsage(before)
  return { ms: end - start, 'CPU ms': (user + system) / 1000, 'since process start': end }
}
