import { spinsPerMillisecond } from './calibrate.js'
import { duration } from './format.js'
import type { Comparison, Job, MachineReport, Place } from './model.js'
import { howMany, type Pace } from './pace.js'
import { race } from './race.js'
import { spin } from './spin.js'
import { backendSetups } from './stages.js'

/** How long tasks take, in ms. */
const DURATIONS = [0.001, 0.01, 0.1, 1, 10]

/** How many runs of a plain loop take as long as a comparison: all setups, warmed up, and eight rounds or so. */
const LOOPS = 60

export interface MachineOptions {
  readonly cores: number
  readonly jobs: number
  readonly places: readonly Place[]
}

/** Measures what tasks of several durations cost on this machine. */
export async function benchMachine({ cores, jobs, places }: MachineOptions, pace: Pace): Promise<MachineReport> {
  pace.begin()
  pace.tell('how fast is this machine')
  const perMs = spinsPerMillisecond()
  const start = performance.now()
  const share = pace.budget / DURATIONS.length
  const comparisons: Comparison[] = []
  for (const [i, taskMs] of DURATIONS.entries()) {
    if (pace.signal.aborted) break
    const job = spinning(Math.round(taskMs * perMs), howMany(Infinity, taskMs, jobs, share / LOOPS))
    comparisons.push(await race(
      {
        question: `Tasks of ${duration(taskMs)}`,
        by: 'backend',
        setups: backendSetups(places, jobs),
        trial: { ...job, expected: job.items.map((n) => job.fn(n)), changesItems: false },
        until: start + share * (i + 1),
      },
      pace,
    ))
  }
  return { kind: 'machine', cores, jobs, comparisons }
}

/** Tasks that compute. They differ by a few iterations, so that results in a wrong order are noticed. */
function spinning(iterations: number, length: number): Job {
  return { fn: spin as Job['fn'], items: Array.from({ length }, (_, i) => iterations + (i % 10)), spread: false }
}
