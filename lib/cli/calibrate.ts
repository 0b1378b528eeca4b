import { spin } from './spin.js'

const ITERATIONS = 200_000
const LONG_ENOUGH = 150

/** How many iterations of `spin` take a millisecond here: the best of many tries, so that other load doesn't count. */
export function spinsPerMillisecond(): number {
  const expected = spin(ITERATIONS)
  const end = performance.now() + LONG_ENOUGH
  let best = Infinity
  do {
    const start = performance.now()
    const result = spin(ITERATIONS)
    best = Math.min(best, performance.now() - start)
    if (result !== expected) throw new Error('never') // a result that nobody looks at would not be computed
  } while (performance.now() < end)
  return ITERATIONS / best
}
