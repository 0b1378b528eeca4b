import { Parallel } from 'allcores'

/** Takes a while, and now and then fails. */
function simulate(seed: number): number {
  let x = seed
  for (let i = 0; i < 2_000_000; i++) x = (x * 1103515245 + 12345) % 2147483648
  if (seed % 97 === 0) throw new Error(`no luck with seed ${seed}`)
  return x
}

const seeds = Array.from({ length: 1200 }, (_, i) => i + 1)
const outcomes = await Parallel({ nJobs: -1, progress: true, onError: 'return' }).map(simulate, seeds)

const failures = outcomes.filter(({ status }) => status === 'rejected')
console.log(`${outcomes.length - failures.length} of ${outcomes.length} went well`)
