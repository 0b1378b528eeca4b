import type { Measured } from './figures.js'
import type { Place, Setup } from './model.js'

/** Where tasks can run, the simplest first. */
const PLACES: readonly Place[] = ['loop', 'sequential', 'async', 'unset', 'threads', 'processes']

/** The simplest of the setups that are as fast as the fastest, but for noise: the simpler backend, then fewer jobs. */
export function choose(rows: readonly Measured[]): Measured | undefined {
  const best = fastest(rows)
  const asFast = rows.filter(({ speed }) => best && speed >= best.speed / (1 + best.noise))
  return asFast.sort((a, b) => effort(a.setup) - effort(b.setup) || a.setup.nJobs - b.setup.nJobs || size(a) - size(b))[0]
}

export function fastest(rows: readonly Measured[]): Measured | undefined {
  return rows.toSorted((a, b) => b.speed - a.speed)[0]
}

function effort({ place }: Setup): number {
  return PLACES.indexOf(place)
}

/** The order of batch sizes: 'auto' needs no thought, so it comes first. */
function size({ setup }: Measured): number {
  return setup.batchSize === 'auto' ? 0 : setup.batchSize
}
