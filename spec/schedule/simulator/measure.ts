import { geometricMean } from './bounds.js'
import type { Workload } from './workloads.js'

/** One draw of random tasks would tell of luck. */
const SEEDS = [1, 2, 3, 4]

/** The geometric mean of what is measured with each seed, where the workload depends on one. */
export async function overSeeds(workload: Workload, measure: (seed: number) => number | Promise<number>): Promise<number> {
  const all: number[] = []
  for (const seed of workload.random ? SEEDS : [1]) all.push(await measure(seed))
  return geometricMean(all)
}
