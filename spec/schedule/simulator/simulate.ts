import { Parallel } from 'allcores'
import { shortest } from './bounds.js'
import { simulatedBackend } from './backend.js'
import { type Machine, THREADS } from './machine.js'
import { MainThread } from './main-thread.js'
import { VirtualTime } from './virtual-time.js'
import type { Workload } from './workloads.js'

export interface Case {
  readonly workload: Workload
  readonly workers: number
  /** Whether the input says how many tasks it has. */
  readonly known: boolean
  /** What the tasks take on each worker, all in all, in ms. */
  readonly work?: number
  readonly batchSize?: (tasks: number, workers: number) => number
  readonly machine?: Machine
  readonly seed?: number
}

export interface Outcome {
  /** When the results were there, in ms. */
  readonly makespan: number
  /** The same over the shortest there can be. */
  readonly ratio: number
  readonly results: readonly unknown[]
  /** How often each task ran. */
  readonly runs: Uint8Array
}

/** What the tasks take on each worker by default, all in all, in ms. */
export const WORK = 1000

/** `Parallel` as it is, on workers whose time is made up. */
export async function simulate(given: Case): Promise<Outcome> {
  const { workload, workers, known, work = WORK, batchSize, machine = THREADS, seed = 1 } = given
  const tasks = workload.tasks(work * workers, seed)
  const runs = new Uint8Array(tasks.length)
  const cold = new Set(workload.cold ? Array.from({ length: workers }, (_, worker) => worker) : [])
  const durations = (task: number, worker: number) => {
    runs[task]!++
    return tasks[task]! + (cold.delete(worker) ? workload.cold! : 0)
  }
  const time = new VirtualTime()
  const main = new MainThread(time)
  const backend = simulatedBackend({ time, main, machine, durations })
  const parallel = Parallel({ backend, nJobs: workers, batchSize: batchSize?.(tasks.length, workers) ?? 'auto' })
  const indices = [...tasks.keys()]
  const done = parallel.map((task: number) => task, known ? indices : indices.values())
  let makespan = NaN
  void done.then(() => (makespan = main.now))
  await withoutClock(() => time.run())
  return { makespan, ratio: makespan / shortest(tasks, workers, workload.cold), results: await done, runs }
}

/** Calls let the event loop turn when they have held it up: on a busy machine they would do so at other times. */
async function withoutClock(run: () => Promise<void>): Promise<void> {
  const { now } = performance
  performance.now = () => 0
  try {
    await run()
  } finally {
    performance.now = now
  }
}
