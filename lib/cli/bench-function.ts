import { choose } from './choose.js'
import type { Trial } from './entrant.js'
import { loopTaskTime, measured } from './figures.js'
import type { Comparison, FunctionReport, Job, Place, Setup } from './model.js'
import { howMany, type Pace } from './pace.js'
import { type Probe, probe } from './probe.js'
import { race } from './race.js'
import { backendSetups, batchSetups, jobSetups } from './stages.js'

/** How many runs of a plain loop take as long as everything together. */
const LOOPS = 120

/** When each step is to be done, as a share of the time. */
const DONE = { probe: 0.07, backends: 0.45, jobs: 0.75, batches: 1 }

/** How long a first look may take, in ms: after that it tells no more. */
const LONGEST_PROBE = 2000

export interface FunctionOptions {
  readonly name: string
  readonly cores: number
  readonly jobs: number
  /** Whether the number of jobs was asked for. */
  readonly isLimited: boolean
  readonly places: readonly Place[]
}

/** Finds the backend, the number of jobs and the batch size that suit a function, each with what came out before. */
export async function benchFunction(job: Job, options: FunctionOptions, pace: Pace): Promise<FunctionReport> {
  const { name, cores, jobs } = options
  const start = performance.now()
  pace.tell('a first look at the function')
  const given = job.items.length
  const seen = await probe(job, Math.min(given, 2 * jobs), Math.min(pace.budget * DONE.probe, LONGEST_PROBE), pace)
  pace.begin()
  const trial = trialOf(job, seen, howMany(seen.results.length, seen.taskMs, jobs, pace.budget / LOOPS))
  const compare = async (question: string, by: Comparison['by'], setups: readonly Setup[], share: number) => {
    if (setups.length === 0 || pace.signal.aborted) return undefined
    return race({ question, by, setups, trial, until: start + pace.budget * share }, pace)
  }
  const backends = await compare('Which backend?', 'backend', backendSetups(options.places, jobs), DONE.backends)
  const setups = backends ? jobSetups(backends, { ...options, isAsync: seen.isAsync }) : []
  const jobCounts = await compare('How many jobs?', 'jobs', setups, DONE.jobs)
  const winner = choose(measured(jobCounts ?? backends).filter(({ setup }) => setup.place !== 'sequential'))
  const used = trial.items.length
  const batchSizes = await compare('Which batch size?', 'batch size', batchSetups(winner, used), DONE.batches)
  const taskMs = (backends && loopTaskTime(backends)) || seen.taskMs
  const about = { name, cores, jobs, given, used, taskMs, repeatable: seen.repeatable }
  return { kind: 'function', ...about, backends, jobCounts, batchSizes }
}

function trialOf(job: Job, { results, repeatable, changesItems }: Probe, used: number): Trial {
  const expected = repeatable ? results.slice(0, used) : undefined
  return { ...job, items: job.items.slice(0, used), expected, changesItems }
}
